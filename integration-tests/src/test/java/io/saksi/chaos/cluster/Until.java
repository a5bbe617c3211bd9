package io.saksi.chaos.cluster;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Looking again and again for what takes effect a moment later. */
final class Until {
  private static final Duration BOUND = Duration.ofSeconds(10);
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(50);

  private Until() {}

  @FunctionalInterface
  interface Condition {
    boolean holds() throws ChaosException;
  }

  /** Whether it holds within ten seconds. */
  static boolean holds(Condition condition) throws ChaosException {
    return holds(condition, BOUND);
  }

  static boolean holds(Condition condition, Duration bound) throws ChaosException {
    long end = System.nanoTime() + bound.toNanos();
    while (!condition.holds()) {
      if (System.nanoTime() - end > 0) {
        return false;
      }
      try {
        TimeUnit.NANOSECONDS.sleep(BETWEEN_LOOKS.toNanos());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new ChaosException("interrupted", e);
      }
    }
    return true;
  }
}
