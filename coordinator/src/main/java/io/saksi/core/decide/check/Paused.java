package io.saksi.core.decide.check;

import io.saksi.core.model.Reign;
import io.saksi.core.state.ClusterState;
import java.util.Optional;

/** {@link ProblemCode#PAUSED}. */
final class Paused {
  private Paused() {}

  static Optional<Problem> check(ClusterState state, Reign.Open open) {
    return state
        .orders()
        .pause()
        .map(p ->
            new Problem(
                ProblemCode.PAUSED,
                open.primary(),
                "paused"
                    + p.until().map(until -> " until " + until).orElse("")
                    + ": "
                    + p.reason()));
  }
}
