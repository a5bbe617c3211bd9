package io.saksi.property;

import java.util.SplittableRandom;

/**
 * Checks a law on a bounded number of drawn values. The seeds are the same in every run, from 0, so
 * that a build gives the same answer twice.
 *
 * <p>{@code -Dsaksi.property.seed=417} draws the one case that failed again; {@code
 * -Dsaksi.property.times=50} draws fifty times as many as the build does.
 */
public final class Property {
  private static final int LONGEST_SHOWN = 4_000;

  private Property() {}

  /**
   * @param cases how many are drawn, at least 1
   * @throws AssertionError for the first value that breaks the law, naming its seed
   */
  public static <T> void holds(int cases, Draw<T> values, Law<? super T> law) {
    Long only = Long.getLong("saksi.property.seed");
    if (only == null) {
      holds(
          0, Math.multiplyExact(cases, Integer.getInteger("saksi.property.times", 1)), values, law);
    } else {
      holds(only, 1, values, law);
    }
  }

  static <T> void holds(long first, int cases, Draw<T> values, Law<? super T> law) {
    if (cases < 1) {
      throw new IllegalArgumentException("nothing is proven by " + cases + " cases");
    }
    for (long seed = first; seed < first + cases; seed++) {
      T value = values.from(new SplittableRandom(seed));
      try {
        law.check(value);
      } catch (Exception | AssertionError e) {
        throw new AssertionError(
            e.getMessage()
                + "\nin case "
                + shown(value)
                + "\nagain: -Dsaksi.property.seed="
                + seed
                + " with -Dtest= this test",
            e);
      }
    }
  }

  private static String shown(Object value) {
    String text = String.valueOf(value);
    return text.length() <= LONGEST_SHOWN ? text : text.substring(0, LONGEST_SHOWN) + "…";
  }
}
