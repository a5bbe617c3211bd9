package io.saksi.core.decide.check;

import io.saksi.core.model.NodeId;
import io.saksi.core.state.ClusterState;
import io.saksi.core.view.ClusterView;
import java.time.Duration;
import java.util.List;

/** Standbys that were lost more than once, and what that costs them. */
public final class StandbyFlapping {
  private static final Duration LONGEST = Duration.ofMinutes(5);
  private static final int MOST_DOUBLINGS = 10;

  private StandbyFlapping() {}

  /** How long the node must have streamed before it is counted: twice as long after each loss. */
  public static Duration stableFor(ClusterState state, ClusterView view, NodeId node) {
    int losses = view.sightings().losses().getOrDefault(node.name(), 0);
    Duration usual = state.settings().memberStable();
    Duration longest = usual.compareTo(LONGEST) > 0 ? usual : LONGEST;
    Duration wanted = usual.multipliedBy(1L << Math.min(losses, MOST_DOUBLINGS));
    return wanted.compareTo(longest) > 0 ? longest : wanted;
  }

  static List<Problem> check(ClusterState state, ClusterView view) {
    return state.members().keySet().stream()
        .filter(node -> view.sightings().losses().getOrDefault(node.name(), 0) > 1)
        .map(node ->
            new Problem(
                ProblemCode.STANDBY_FLAPPING,
                node,
                node
                    + " was lost "
                    + view.sightings().losses().get(node.name())
                    + " times: it is counted after "
                    + stableFor(state, view, node).toMillis()
                    + " ms without a break"))
        .toList();
  }
}
