/**
 * The generated messages as values of the core, and back. What comes in is checked once, here: it
 * becomes a valid value or a {@link io.saksi.wire.MalformedMessage}. What goes out is
 * deterministic: equal values give equal bytes, whatever order a set had in memory.
 *
 * <p>Core and contract use the same names for the same things, so the generated type is written
 * with its package wherever both are near.
 */
package io.saksi.wire;
