package io.saksi.core.incident;

import io.saksi.core.model.Moment;
import java.time.Duration;
import java.time.Instant;

/**
 * When a log entry was written, by the clocks of the Raft leader that wrote it.
 *
 * @param at its wall clock, for dates
 * @param elapsed its elapsed-time clock, for lengths of time
 * @param clock whose clock that is, and since which boot; moments compare on one clock only
 */
public record Stamp(Instant at, Moment elapsed, String clock) {
  /**
   * A length of time.
   *
   * @param exact whether one clock measured it; otherwise it is the difference of two nodes' wall
   *     clocks, and off by as much as they are
   */
  public record Span(Duration length, boolean exact) {
    public static final Span ZERO = new Span(Duration.ZERO, true);
  }

  /** Never negative: a wall clock that lies behind says nothing of how long it took. */
  public Span until(Stamp later) {
    boolean exact = clock.equals(later.clock);
    Duration length = exact ? later.elapsed.since(elapsed) : Duration.between(at, later.at);
    return new Span(length.isNegative() ? Duration.ZERO : length, exact);
  }
}
