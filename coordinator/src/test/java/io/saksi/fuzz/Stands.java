package io.saksi.fuzz;

import java.util.Optional;

/** For tests: a target stands so many cases, and the cases are worth something. */
public final class Stands {
  private static final long SEED = 1;
  private static final long LEAST = 200;

  private Stands() {}

  /** What a build can afford; {@code -Dsaksi.fuzz.cases=N} says otherwise. */
  public static long cases() {
    return Long.getLong("saksi.fuzz.cases", 6_000);
  }

  /**
   * The same cases in every build.
   *
   * @param cases divided by what one costs
   * @throws AssertionError with the finding; or if no damaged input was refused, though the target
   *     is not of those that forgive: then nothing was shown
   */
  public static void garbage(Target target, long cases) throws InterruptedException {
    Fuzzer fuzzer = new Fuzzer(target, SEED);
    Optional<Finding> found = fuzzer.run(0, Math.max(LEAST, cases / target.cost()), _ -> false);
    if (found.isPresent()) {
      throw new AssertionError(found.get().story(), found.get().thrown().orElse(null));
    }
    Fuzzer.Tally tally = fuzzer.tally();
    if ((tally.refused() == 0) != target.forgives()) {
      throw new AssertionError(
          "%s: of the damaged inputs %d were taken and %d refused: that shows nothing"
              .formatted(target.name(), tally.taken(), tally.refused()));
    }
  }
}
