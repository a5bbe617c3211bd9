package io.saksi.core.decide;

import io.saksi.core.model.Mode;
import io.saksi.core.model.NodeId;
import io.saksi.core.model.Reign;
import io.saksi.core.model.SyncEntry;
import io.saksi.core.state.ClusterState;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Who is not counted, and will not be however long it streams: in {@link Mode#ASYNC} nobody is, a
 * node may be tagged so, and enough others may be preferred, in other zones or fit to lead. It is
 * not on its way to anywhere, and need not be waited for.
 */
public final class LeftOut {
  private LeftOut() {}

  public static boolean is(ClusterState state, NodeId node) {
    if (!(state.reign() instanceof Reign.Open open)
        || open.primary().equals(node)
        || state.isCounted(node)
        || state.orders().isHeld(node)
        || state.orders().isAway(node)) {
      return false;
    }
    Set<NodeId> withIt =
        state.inForce().stream()
            .map(SyncEntry::set)
            .flatMap(set -> set.members().stream())
            .filter(member -> Proposal.mayBeCounted(state, member))
            .collect(Collectors.toCollection(TreeSet::new));
    withIt.add(node);
    return state.settings().mode() == Mode.ASYNC
        || !Proposal.mayBeCounted(state, node)
        || !Preferred.of(state, open.primary(), withIt).contains(node);
  }
}
