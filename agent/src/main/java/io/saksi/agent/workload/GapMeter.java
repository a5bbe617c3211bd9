package io.saksi.agent.workload;

import io.saksi.core.model.Moment;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The gaps between consecutive acknowledged commits of all writers. Keeps those that are worth
 * asking for, {@link #SHORTEST} or longer, the latest {@value #MAX_GAPS} of them. Thread-safe.
 */
final class GapMeter {
  /** Shorter gaps are the commits themselves. */
  static final Duration SHORTEST = Duration.ofMillis(5);

  private static final int MAX_GAPS = 100_000;

  private final Deque<Gap> gaps = new ArrayDeque<>();
  private Moment last;

  GapMeter(Moment begin) {
    this.last = begin;
  }

  /** Notes a commit; the gap before it. */
  synchronized Gap acknowledged(Moment at) {
    // Threads may arrive here in another order than that of their clocks.
    Moment now = at.isBefore(last) ? last : at;
    Gap gap = new Gap(last, now, true);
    last = now;
    if (gap.length().compareTo(SHORTEST) >= 0) {
      if (gaps.size() == MAX_GAPS) {
        gaps.removeFirst();
      }
      gaps.addLast(gap);
    }
    return gap;
  }

  synchronized Moment last() {
    return last;
  }

  /** The longest gap that reaches beyond {@code since}, the one that is still open included. */
  synchronized Optional<Gap> longestSince(Moment since, Moment now) {
    Gap open = new Gap(last, now.isBefore(last) ? last : now, false);
    return Stream.concat(gaps.stream(), Stream.of(open))
        .filter(g -> since.isBefore(g.end()) && g.length().compareTo(SHORTEST) >= 0)
        .max(Comparator.comparing(Gap::length));
  }
}
