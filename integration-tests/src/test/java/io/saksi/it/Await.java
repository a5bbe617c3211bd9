package io.saksi.it;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Waiting for what other processes do: by looking again and again, within a bound. */
public final class Await {
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(20);

  private Await() {}

  /** A look at something that may not be there yet. */
  @FunctionalInterface
  public interface Look<T> {
    Optional<T> look() throws Exception;
  }

  /** Something that may not hold yet. */
  @FunctionalInterface
  public interface Condition {
    boolean holds() throws Exception;
  }

  public static <T> T present(String what, Duration bound, Look<T> look) throws Exception {
    long end = System.nanoTime() + bound.toNanos();
    while (true) {
      Optional<T> seen = look.look();
      if (seen.isPresent()) {
        return seen.get();
      }
      if (System.nanoTime() - end > 0) {
        throw new AssertionError("not within " + bound.toSeconds() + " s: " + what);
      }
      TimeUnit.NANOSECONDS.sleep(BETWEEN_LOOKS.toNanos());
    }
  }

  public static void until(String what, Duration bound, Condition condition) throws Exception {
    present(what, bound, () -> condition.holds() ? Optional.of(true) : Optional.empty());
  }
}
