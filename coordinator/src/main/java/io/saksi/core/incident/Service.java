package io.saksi.core.incident;

import io.saksi.core.model.Branch;
import io.saksi.core.model.Epoch;
import io.saksi.core.model.Lsn;
import io.saksi.core.model.Position;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The last sign of service, and how far the primary's WAL had come in the minute before.
 *
 * @param epoch of the last renewal
 * @param ttl that it was for
 * @param ends oldest first, a second or more apart
 */
public record Service(Epoch epoch, Duration ttl, Stamp last, List<Reach> ends) {
  /** A minute's worth: what lags more than that has lost an unknown number of seconds. */
  public static final int MOST_ENDS = 60;

  private static final Duration APART = Duration.ofSeconds(1);

  /** By how much the clocks of two nodes may differ before a problem is told of it. */
  private static final Duration SKEW = Duration.ofSeconds(1);

  public Service {
    ends = List.copyOf(ends);
  }

  /** Where the primary's WAL ended at a renewal. */
  public record Reach(Position end, Stamp at) {}

  static Service renewed(
      Optional<Service> before, Epoch epoch, Duration ttl, Stamp at, Optional<Position> end) {
    List<Reach> ends = new ArrayList<>(before.map(Service::ends).orElse(List.of()));
    end.filter(reached -> isDue(ends, reached, at))
        .ifPresent(reached -> ends.add(new Reach(reached, at)));
    return new Service(
        epoch, ttl, at, ends.subList(Math.max(0, ends.size() - MOST_ENDS), ends.size()));
  }

  /**
   * By another clock no time may seem to pass for hours; and of another branch nothing is known.
   */
  private static boolean isDue(List<Reach> ends, Position reached, Stamp at) {
    if (ends.isEmpty() || !ends.getLast().end().branch().equals(reached.branch())) {
      return true;
    }
    Stamp.Span passed = ends.getLast().at().until(at);
    return !passed.exact() || passed.length().compareTo(APART) >= 0;
  }

  /** Whether the lease ran out between the last renewal and this one, of the same reign. */
  boolean lapsedBefore(Epoch renewed, Stamp at) {
    Stamp.Span between = last.until(at);
    Duration longest = between.exact() ? ttl : ttl.plus(SKEW);
    return epoch.equals(renewed) && between.length().compareTo(longest) > 0;
  }

  /**
   * The time before the last renewal in which what lies beyond this position was written, to the
   * second, and to what the clocks of two Raft leaders differ by where there was more than one;
   * empty where that is more than is remembered. A reign that went on in place counts with the one
   * before: what they wrote is one branch.
   */
  public Optional<Duration> since(Branch branch, Lsn reached) {
    for (int i = ends.size() - 1; i >= 0; i--) {
      Position end = ends.get(i).end();
      if (end.branch().equals(branch) && reached.isAtLeast(end.lsn())) {
        Stream<Stamp> since = ends.stream().skip(i).map(Reach::at);
        return Optional.of(Stamp.between(Stream.concat(since, Stream.of(last)).toList()).length());
      }
    }
    return Optional.empty();
  }
}
