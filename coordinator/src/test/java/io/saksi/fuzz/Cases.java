package io.saksi.fuzz;

import java.util.SplittableRandom;

/**
 * The inputs of one target, by number. A number stands for itself: the seed and the number give the
 * same input again, without those before it.
 */
final class Cases {
  private static final int MOST_DAMAGES = 6;

  private final Target target;
  private final long seed;

  Cases(Target target, long seed) {
    this.target = target;
    this.seed = seed;
  }

  /** Every sixteenth is a valid input as it is: what takes nothing would pass every other trial. */
  boolean isValid(long number) {
    return number % 16 == 0;
  }

  byte[] input(long number) {
    SplittableRandom random =
        new SplittableRandom(seed * 31 + target.name().hashCode() + number * 0x9E3779B97F4A7C15L);
    byte[] input = target.valid().from(random);
    if (isValid(number)) {
      return input;
    }
    int damages = random.nextBoolean() ? 1 : random.nextInt(1, MOST_DAMAGES);
    for (int left = damages; left > 0; left--) {
      input = target.shape().damaged(input, target.valid().from(random), random);
    }
    return input;
  }
}
