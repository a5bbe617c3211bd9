package io.saksi.core.decide.check;

import io.saksi.core.model.Reign;
import io.saksi.core.state.ClusterState;
import java.util.Optional;

/** {@link ProblemCode#SWITCHOVER_SCHEDULED}. */
final class SwitchoverScheduled {
  private SwitchoverScheduled() {}

  static Optional<Problem> check(ClusterState state, Reign.Open open) {
    return state
        .orders()
        .scheduled()
        .map(plan ->
            new Problem(
                ProblemCode.SWITCHOVER_SCHEDULED,
                open.primary(),
                "a switchover"
                    + plan.target().map(target -> " to " + target).orElse("")
                    + " begins at "
                    + plan.at()
                    + ", ordered by "
                    + plan.by().who()
                    + (plan.by().why().isBlank() ? "" : ": " + plan.by().why())));
  }
}
