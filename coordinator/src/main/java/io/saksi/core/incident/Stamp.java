package io.saksi.core.incident;

import io.saksi.core.model.Moment;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

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
   * @param exact whether one clock measured it from end to end; otherwise two nodes' wall clocks
   *     did, and it is off by as much as they are
   */
  public record Span(Duration length, boolean exact) {
    public static final Span ZERO = new Span(Duration.ZERO, true);
  }

  /**
   * From the first to the last. Where no one clock saw both, the wall clocks are asked, but it was
   * not shorter than the stretches that one clock measured: a leader whose wall clock lies behind
   * would otherwise make an outage vanish.
   *
   * @param passed in the order of the log, at least one
   */
  static Span between(List<Stamp> passed) {
    Span ends = passed.getFirst().until(passed.getLast());
    Duration measured = measured(passed);
    return ends.exact() || ends.length().compareTo(measured) >= 0
        ? ends
        : new Span(measured, false);
  }

  /** The most that stretches of one clock each, none over another, add up to. */
  private static Duration measured(List<Stamp> passed) {
    List<Duration> upTo = new ArrayList<>(List.of(Duration.ZERO));
    for (int to = 1; to < passed.size(); to++) {
      Duration most = upTo.getLast();
      for (int from = 0; from < to; from++) {
        Span step = passed.get(from).until(passed.get(to));
        Duration with = step.exact() ? upTo.get(from).plus(step.length()) : Duration.ZERO;
        most = most.compareTo(with) >= 0 ? most : with;
      }
      upTo.add(most);
    }
    return upTo.getLast();
  }

  /** Never negative: a wall clock that lies behind says nothing of how long it took. */
  public Span until(Stamp later) {
    boolean exact = clock.equals(later.clock);
    Duration length = exact ? later.elapsed.since(elapsed) : Duration.between(at, later.at);
    return new Span(length.isNegative() ? Duration.ZERO : length, exact);
  }
}
