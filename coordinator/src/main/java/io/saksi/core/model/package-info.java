/**
 * The words of the design as types. Values only: no clock, thread, logger, random source or
 * generated type. What cannot be written down here cannot happen (a sync set with a count that no
 * members can meet, a position without its branch).
 */
package io.saksi.core.model;
