package io.saksi.core.decide;

import io.saksi.core.model.Moment;
import io.saksi.core.model.NodeId;
import io.saksi.core.model.Reign;
import io.saksi.core.state.ClusterState;
import io.saksi.core.view.ClusterView;
import java.util.Map;
import java.util.Optional;

/**
 * Where Raft leadership would better be: not on the primary's node, whose loss would then cost a
 * Raft election as well. It is a matter of speed only; who leads Raft has no effect on the primary.
 */
public final class LeaderPreference {
  private LeaderPreference() {}

  /**
   * @param self the node that leads the Raft group now
   * @return a node that is heard and has applied as much as this one; empty if it is good as it is,
   *     or while a change of roles is under way
   */
  public static Optional<NodeId> better(
      ClusterState state, ClusterView view, NodeId self, Moment now) {
    boolean onPrimary = state.reign() instanceof Reign.Open open && open.primary().equals(self);
    if (!onPrimary || state.orders().switchover().isPresent()) {
      return Optional.empty();
    }
    return view.received().entrySet().stream()
        .filter(entry -> !entry.getKey().equals(self))
        .filter(entry -> Heard.heardRecently(state, entry.getKey(), view, now))
        .filter(entry -> entry.getValue().report().appliedVersion() >= state.version())
        .map(Map.Entry::getKey)
        .sorted()
        .findFirst();
  }
}
