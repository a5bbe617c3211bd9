package io.saksi.core.decide.check;

import io.saksi.core.view.ClusterView;
import java.time.Duration;
import java.util.List;

/** {@link ProblemCode#CLOCK_OUT_OF_BOUNDS}. */
final class ClockOutOfBounds {
  private static final Duration BOUND = Duration.ofSeconds(1);

  private ClockOutOfBounds() {}

  static List<Problem> check(ClusterView view) {
    return view.received().values().stream()
        .map(ClusterView.Received::report)
        .filter(r -> r.facts().clockOffset().map(o -> o.compareTo(BOUND) > 0).orElse(false))
        .map(r ->
            new Problem(
                ProblemCode.CLOCK_OUT_OF_BOUNDS,
                r.node(),
                "the clock of "
                    + r.node()
                    + " may be off by "
                    + r.facts().clockOffset().get().toMillis()
                    + " ms"))
        .toList();
  }
}
