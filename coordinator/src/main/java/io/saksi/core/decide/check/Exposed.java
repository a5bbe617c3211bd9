package io.saksi.core.decide.check;

import io.saksi.core.model.Mode;
import io.saksi.core.model.Reign;
import io.saksi.core.state.ClusterState;
import java.util.Optional;

/** {@link ProblemCode#EXPOSED}. */
final class Exposed {
  private Exposed() {}

  static Optional<Problem> check(ClusterState state, Reign.Open open) {
    boolean exposed =
        state.inForce().stream().anyMatch(e -> e.mode() != Mode.ASYNC && e.set().isEmpty());
    String how = state.settings().exposedAllowed() ? "alone" : "alone, and takes no writes";
    return exposed
        ? Optional.of(
            new Problem(
                ProblemCode.EXPOSED,
                open.primary(),
                "commits wait for nobody: " + open.primary() + " is " + how))
        : Optional.empty();
  }
}
