package io.saksi.core.decide.check;

import io.saksi.core.model.Moment;
import io.saksi.core.model.NodeId;
import io.saksi.core.model.Reign;
import io.saksi.core.state.ClusterState;
import io.saksi.core.view.ClusterView;
import java.util.Optional;

/** {@link ProblemCode#AGENT_GONE}: the other half of {@link NodeSilent}. */
final class AgentGone {
  private AgentGone() {}

  static Optional<Problem> check(
      ClusterState state, Reign.Open open, ClusterView view, Moment now) {
    NodeId primary = open.primary();
    boolean silent = view.silence(primary, now).compareTo(state.settings().silence()) > 0;
    if (!silent || !NodeSilent.isStreamedFrom(primary, view, state, now)) {
      return Optional.empty();
    }
    String evidence =
        "nothing heard of the agent of "
            + primary
            + " for "
            + view.silence(primary, now).toMillis()
            + " ms, but standbys receive from its PostgreSQL";
    return Optional.of(new Problem(ProblemCode.AGENT_GONE, primary, evidence));
  }
}
