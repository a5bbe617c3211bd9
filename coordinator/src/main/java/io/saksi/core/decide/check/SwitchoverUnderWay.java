package io.saksi.core.decide.check;

import io.saksi.core.model.Reign;
import io.saksi.core.state.ClusterState;
import java.util.Optional;

/** {@link ProblemCode#SWITCHOVER_UNDER_WAY}. */
final class SwitchoverUnderWay {
  private SwitchoverUnderWay() {}

  static Optional<Problem> check(ClusterState state, Reign.Open open) {
    return state
        .orders()
        .switchover()
        .map(s ->
            new Problem(
                ProblemCode.SWITCHOVER_UNDER_WAY,
                open.primary(),
                s.rolledBack()
                    .map(reason -> "the switchover to " + s.target() + " is rolled back: " + reason)
                    .orElse("roles change from " + open.primary() + " to " + s.target())));
  }
}
