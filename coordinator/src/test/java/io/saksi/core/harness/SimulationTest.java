package io.saksi.core.harness;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The core under seeded faults. Replay one seed with {@code -Dsaksi.seed=N}, optionally {@code
 * -Dsaksi.variant=NAME}.
 */
class SimulationTest {
  private static final long SEEDS = Long.getLong("saksi.seeds", 1_000);
  private static final long SEEDS_TO_FIND = 4_000;

  @Test
  void everyInvariantHoldsAndTheClusterRecovers() {
    LongAdder acknowledged = new LongAdder();
    LongAdder openings = new LongAdder();
    LongAdder recoverable = new LongAdder();
    Optional<Long> failing =
        seeds(SEEDS)
            .filter(seed -> {
              Run run = new Run(seed, Variant.CORRECT, false);
              Optional<Throwable> failure = failure(run);
              acknowledged.add(run.world.invariants.acknowledgements);
              openings.add(run.world.invariants.openings);
              recoverable.add(run.recoverable ? 1 : 0);
              return failure.isPresent();
            })
            .boxed()
            .findAny();
    assertThat(failing.map(seed -> replay(seed, Variant.CORRECT)).orElse("")).isEmpty();
    // Otherwise the runs would prove nothing.
    assertThat(openings.sum()).isGreaterThan(3 * SEEDS);
    assertThat(acknowledged.sum()).isGreaterThan(200 * SEEDS);
    assertThat(recoverable.sum()).isGreaterThan(SEEDS * 9 / 10);
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "CORRECT")
  void everyKnownBadVariantIsFound(Variant variant) {
    Optional<Long> found =
        seeds(SEEDS_TO_FIND)
            .filter(seed -> breaksSafety(failure(new Run(seed, variant, false))))
            .boxed()
            .findAny();
    assertThat(found).as("a seed that finds %s", variant).isPresent();
  }

  private static LongStream seeds(long count) {
    Long only = Long.getLong("saksi.seed");
    return only != null ? LongStream.of(only) : LongStream.range(0, count).parallel();
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
