/**
 * What was observed, as values with their own time stamps: the inputs of decisions beside the
 * replicated state.
 */
package io.saksi.core.view;
