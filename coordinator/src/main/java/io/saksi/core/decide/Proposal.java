package io.saksi.core.decide;

import io.saksi.core.model.Epoch;
import io.saksi.core.model.History;
import io.saksi.core.model.Lsn;
import io.saksi.core.model.Mode;
import io.saksi.core.model.NodeId;
import io.saksi.core.model.Position;
import io.saksi.core.model.Settings;
import io.saksi.core.model.SyncSet;
import io.saksi.core.quorum.Policy;
import io.saksi.core.state.ClusterState;
import io.saksi.core.view.ClusterView;
import io.saksi.core.view.NodeReport;
import io.saksi.core.view.Postgres;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which set is to rule once the elected node opens: the standbys that can follow it as they are.
 */
final class Proposal {
  private Proposal() {}

  /** After a promotion: who is not ahead of the candidate needs no rewind. */
  static SyncSet followers(
      ClusterState state, NodeId candidate, NodeId furthest, Map<NodeId, Position> positions) {
    Lsn reach = state.history().covers(positions.get(furthest)).orElseThrow();
    List<NodeId> members =
        positions.entrySet().stream()
            .filter(entry -> !entry.getKey().equals(candidate))
            .filter(entry -> !isDeposed(state, entry.getKey()))
            .filter(
                entry -> fits(state.history(), entry.getValue(), positions.get(furthest), reach))
            .map(Map.Entry::getKey)
            .filter(node -> mayBeCounted(state, node))
            .toList();
    return of(state.settings(), Policy.next(state), members);
  }

  private static boolean fits(History history, Position member, Position candidate, Lsn reach) {
    return history.follows(member, candidate.branch().timeline())
        && history.covers(member).map(reach::isAtLeast).orElse(false);
  }

  /** After a restart in place: who is on its branch, or behind it on the way there. */
  static SyncSet afterRestart(ClusterState state, NodeId primary, ClusterView view, Epoch epoch) {
    List<NodeId> members =
        view.received().values().stream()
            .map(ClusterView.Received::report)
            .filter(report -> !report.node().equals(primary))
            .filter(report -> !report.promised().isBefore(epoch))
            .filter(report -> Heard.hasRecordedInstance(state, report))
            .filter(report -> isOnPath(state.history(), report))
            .map(NodeReport::node)
            .filter(node -> mayBeCounted(state, node))
            .toList();
    return of(state.settings(), Policy.next(state), members);
  }

  private static boolean isOnPath(History history, NodeReport report) {
    return report.postgres() instanceof Postgres.Standby standby
        && history
            .branch(standby.timeline())
            .map(b -> history.follows(new Position(b, standby.reached()), history.current()))
            .orElse(false);
  }

  private static boolean isDeposed(ClusterState state, NodeId node) {
    return state.deposed().map(deposed -> deposed.primary()).equals(Optional.of(node));
  }

  static boolean mayBeCounted(ClusterState state, NodeId node) {
    return !state.orders().isHeld(node)
        && !state.orders().isAway(node)
        && state.member(node).map(m -> m.holdsData() && !m.tags().nosync()).orElse(false);
  }

  /** As many as the settings ask for, or as there are. */
  static SyncSet of(Settings settings, Mode mode, Collection<NodeId> members) {
    return members.isEmpty() || mode == Mode.ASYNC
        ? SyncSet.NOBODY
        : SyncSet.any(Math.min(settings.syncCount(), members.size()), members);
  }
}
