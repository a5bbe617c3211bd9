package io.saksi.core.decide.check;

import io.saksi.core.model.Moment;
import io.saksi.core.model.NodeId;
import io.saksi.core.model.Reign;
import io.saksi.core.state.ClusterState;
import io.saksi.core.view.ClusterView;
import io.saksi.core.view.Postgres;
import java.util.Optional;

/**
 * Nothing is heard of the primary's agent, and no standby has a WAL receiver connected to it. Where
 * one still has, only the agent is gone: its guard brings it back, and until the lease runs out
 * there is nothing to do.
 */
final class NodeSilent {
  private NodeSilent() {}

  static Optional<Problem> check(
      ClusterState state, Reign.Open open, ClusterView view, Moment now) {
    NodeId primary = open.primary();
    boolean silent = view.silence(primary, now).compareTo(state.settings().silence()) > 0;
    if (!silent || isStreamedFrom(primary, view, state, now)) {
      return Optional.empty();
    }
    String evidence =
        "nothing heard of "
            + primary
            + " for "
            + view.silence(primary, now).toMillis()
            + " ms, and no standby receives from it";
    return Optional.of(new Problem(ProblemCode.NODE_SILENT, primary, evidence));
  }

  static boolean isStreamedFrom(NodeId primary, ClusterView view, ClusterState state, Moment now) {
    return view.received().values().stream()
        .filter(r -> now.since(r.at()).compareTo(state.settings().silence()) <= 0)
        .anyMatch(r ->
            r.report().postgres() instanceof Postgres.Standby standby
                && standby.streaming()
                && standby.upstream().map(u -> u.node().equals(primary)).orElse(false));
  }
}
