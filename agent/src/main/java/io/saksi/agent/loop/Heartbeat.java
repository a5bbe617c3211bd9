package io.saksi.agent.loop;

import io.saksi.core.model.Moment;
import java.time.Duration;

/**
 * When the event loop last ran what it runs at regular intervals, and how late it was. Written by
 * the loop, read by any thread: a loop that hangs is seen by those who do not.
 */
public final class Heartbeat {
  /**
   * @param at when
   * @param late by how much it came later than it should have
   * @param latest the greatest of those so far
   */
  public record Beat(Moment at, Duration late, Duration latest) {}

  private final Duration interval;
  private volatile Beat last;

  /**
   * @param interval from the end of one beat to the next
   */
  public Heartbeat(Duration interval, Moment now) {
    this.interval = interval;
    last = new Beat(now, Duration.ZERO, Duration.ZERO);
  }

  /** Called on the loop. */
  public void beat(Moment now) {
    Duration late = overdue(now);
    last = new Beat(now, late, late.compareTo(last.latest()) > 0 ? late : last.latest());
  }

  public Beat last() {
    return last;
  }

  /** How long ago the last beat was. */
  public Duration age(Moment now) {
    return now.since(last.at());
  }

  /** By how much the next beat is late; zero while it is not. */
  public Duration overdue(Moment now) {
    Duration late = age(now).minus(interval);
    return late.isNegative() ? Duration.ZERO : late;
  }
}
