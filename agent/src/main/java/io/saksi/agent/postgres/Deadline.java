package io.saksi.agent.postgres;

import java.time.Duration;

/** The end of one operation's patience. */
final class Deadline {
  private final long startNanos = System.nanoTime();
  private final Duration bound;

  private Deadline(Duration bound) {
    this.bound = bound;
  }

  static Deadline in(Duration bound) {
    return new Deadline(bound);
  }

  Duration bound() {
    return bound;
  }

  Duration elapsed() {
    return Duration.ofNanos(System.nanoTime() - startNanos);
  }

  boolean passed() {
    return elapsed().compareTo(bound) >= 0;
  }

  /**
   * What is left, at least one millisecond, so that it can be a timeout (where 0 is "for ever").
   */
  Duration remaining() {
    Duration left = bound.minus(elapsed());
    return left.toMillis() < 1 ? Duration.ofMillis(1) : left;
  }

  /**
   * Sleeps for {@code pause}, or until the deadline if that is sooner.
   *
   * @return false if the deadline has passed
   */
  boolean pause(Duration pause) throws InterruptedException {
    if (passed()) {
      return false;
    }
    Duration left = remaining();
    Thread.sleep(pause.compareTo(left) < 0 ? pause : left);
    return true;
  }
}
