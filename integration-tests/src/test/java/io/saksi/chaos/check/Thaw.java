package io.saksi.chaos.check;

import java.time.Duration;

/**
 * A machine that had stood still, guard and all, goes on. Nothing within it can have closed
 * PostgreSQL meanwhile, and what was under way goes on in the same moment as the guard does: until
 * that has killed PostgreSQL, a write that waits for no standby may be accepted. Only what is
 * outside of such a machine can prevent it (a fence agent, a hardware watchdog).
 *
 * @param at of {@link System#nanoTime}, from just before
 */
public record Thaw(String node, long at) {
  /**
   * A guard needs some tens of milliseconds, and ten times that on a machine that is overloaded.
   */
  public static final Duration GUARD_KILLS_WITHIN = Duration.ofSeconds(1);

  boolean explains(AcceptedWrite write) {
    long after = write.span().completed() - at;
    return write.node().equals(node) && after >= 0 && after <= GUARD_KILLS_WITHIN.toNanos();
  }
}
