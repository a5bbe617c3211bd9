package io.saksi.agent.router;

import java.time.Duration;
import java.util.concurrent.Callable;

/** Waits for a condition, with a bound. */
public final class Await {
  private static final Duration BOUND = Duration.ofSeconds(20);
  private static final long POLL_MS = 5;

  private Await() {}

  public static void until(String what, Callable<Boolean> condition) throws Exception {
    long deadline = System.nanoTime() + BOUND.toNanos();
    while (!condition.call()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("not within " + BOUND + ": " + what);
      }
      Thread.sleep(POLL_MS);
    }
  }
}
