/**
 * Bounded exhaustive exploration: the real core in a world so small that every order of its events
 * can be tried. Time is abstract: a moment is either now or long ago.
 */
package io.saksi.core.explore;
