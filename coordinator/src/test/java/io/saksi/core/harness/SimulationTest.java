package io.saksi.core.harness;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongPredicate;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The core under seeded faults. Replay one seed with {@code -Dsaksi.seed=N}. */
class SimulationTest {
  private static final long SEEDS = Long.getLong("saksi.seeds", 1_000);
  private static final long BATCH = 50;
  private static final long SEEDS_TO_FIND = 4_000;

  @Test
  void everyInvariantHoldsAndTheClusterRecovers() {
    LongAdder acknowledged = new LongAdder();
    LongAdder openings = new LongAdder();
    LongAdder recoverable = new LongAdder();
    Optional<Long> failing =
        first(
            SEEDS,
            seed -> {
              Run run = new Run(seed, Variant.CORRECT, false);
              Optional<Throwable> failure = failure(run);
              acknowledged.add(run.world.invariants.acknowledgements);
              openings.add(run.world.invariants.openings);
              recoverable.add(run.recoverable ? 1 : 0);
              return failure.isPresent();
            });
    assertThat(failing.map(seed -> replay(seed, Variant.CORRECT)).orElse("")).isEmpty();
    if (Long.getLong("saksi.seed") == null) {
      // Otherwise the runs would prove nothing.
      assertThat(openings.sum()).isGreaterThan(3 * SEEDS);
      assertThat(acknowledged.sum()).isGreaterThan(200 * SEEDS);
      assertThat(recoverable.sum()).isGreaterThan(SEEDS * 3 / 4);
    }
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "CORRECT")
  void everyKnownBadVariantIsFound(Variant variant) {
    Optional<Long> found =
        first(SEEDS_TO_FIND, seed -> breaksSafety(failure(new Run(seed, variant, false))));
    assertThat(found).as("a seed that finds %s", variant).isPresent();
  }

  /** One of the first seeds that the predicate holds for; batch by batch, each in parallel. */
  private static Optional<Long> first(long count, LongPredicate holds) {
    Long only = Long.getLong("saksi.seed");
    if (only != null) {
      return Optional.of(only).filter(holds::test);
    }
    for (long batch = 0; batch < count; batch += BATCH) {
      List<Long> found =
          LongStream.range(batch, Math.min(count, batch + BATCH))
              .parallel()
              .filter(holds)
              .boxed()
              .toList();
      if (!found.isEmpty()) {
        return Optional.of(found.getFirst());
      }
    }
    return Optional.empty();
  }

  private static boolean breaksSafety(Optional<Throwable> failure) {
    return failure
        .filter(f -> f instanceof Violation && f.getMessage().startsWith("I"))
        .isPresent();
  }

  private static Optional<Throwable> failure(Run run) {
    try {
      run.run();
      return Optional.empty();
    } catch (RuntimeException e) {
      return Optional.of(e);
    }
  }

  private static String replay(long seed, Variant variant) {
    Run run = new Run(seed, variant, true);
    Throwable failure = failure(run).orElseThrow();
    return "seed "
        + seed
        + ", "
        + variant
        + "\n"
        + String.join("\n", run.world.trace)
        + "\n"
        + failure
        + "\n"
        + String.join("\n", stack(failure));
  }

  private static String[] stack(Throwable failure) {
    return LongStream.range(0, Math.min(8, failure.getStackTrace().length))
        .mapToObj(i -> "  at " + failure.getStackTrace()[(int) i])
        .toArray(String[]::new);
  }
}
