package io.saksi.core.model;

import java.time.Duration;

/**
 * A point on one node's elapsed-time clock, in nanoseconds. It measures durations and deadlines; it
 * is no time of day, and moments of different nodes cannot be compared. The clock behind it is not
 * slewed and counts a suspend (design, section 5).
 */
public record Moment(long nanos) implements Comparable<Moment> {
  public Moment plus(Duration duration) {
    return new Moment(Math.addExact(nanos, duration.toNanos()));
  }

  public Moment minus(Duration duration) {
    return new Moment(Math.subtractExact(nanos, duration.toNanos()));
  }

  /** The time from {@code earlier} to this moment; negative if this one is the earlier. */
  public Duration since(Moment earlier) {
    return Duration.ofNanos(Math.subtractExact(nanos, earlier.nanos));
  }

  public boolean isBefore(Moment other) {
    return nanos < other.nanos;
  }

  @Override
  public int compareTo(Moment other) {
    return Long.compare(nanos, other.nanos);
  }
}
