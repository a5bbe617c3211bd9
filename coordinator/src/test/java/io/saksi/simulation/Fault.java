package io.saksi.simulation;

/**
 * One fault of a schedule. Whom it hits is resolved when it strikes, so that it means the same in a
 * shorter schedule.
 *
 * @param at when, in milliseconds
 * @param lasts for how long, in milliseconds, where it has a duration
 * @param detail a number for whatever else is to be chosen
 */
record Fault(long at, FaultKind kind, Aim aim, long lasts, long detail) {
  enum Aim {
    /** Whoever leads or is elected to, by the log. */
    PRIMARY,
    RAFT_LEADER,
    /** The host that {@code detail} names. */
    ANY
  }

  @Override
  public String toString() {
    return at + " ms " + kind + " of " + aim + " for " + lasts + " ms (" + detail + ")";
  }
}
