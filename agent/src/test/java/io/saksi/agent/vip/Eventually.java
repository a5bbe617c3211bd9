package io.saksi.agent.vip;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;

/** Looks again and again, within a bound. */
final class Eventually {
  static final Duration PATIENCE = Duration.ofSeconds(20);

  private Eventually() {}

  static void is(String what, Callable<Boolean> condition) throws Exception {
    is(what, PATIENCE, condition);
  }

  static void is(String what, Duration bound, Callable<Boolean> condition) throws Exception {
    long end = System.nanoTime() + bound.toNanos();
    while (!condition.call()) {
      if (System.nanoTime() - end > 0) {
        throw new AssertionError("not within " + bound.toMillis() + " ms: " + what);
      }
      LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
    }
  }

  /** It holds all the time. */
  static void stays(String what, Duration during, Callable<Boolean> condition) throws Exception {
    long end = System.nanoTime() + during.toNanos();
    while (System.nanoTime() - end < 0) {
      if (!condition.call()) {
        throw new AssertionError("no longer: " + what);
      }
      LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
    }
  }
}
