package io.saksi.core.decide;

import static io.saksi.core.decide.Heard.heardRecently;
import static io.saksi.core.decide.Heard.position;

import io.saksi.core.model.Member;
import io.saksi.core.model.Moment;
import io.saksi.core.model.NodeId;
import io.saksi.core.model.Position;
import io.saksi.core.model.Reign;
import io.saksi.core.quorum.Policy;
import io.saksi.core.state.ClusterState;
import io.saksi.core.view.ClusterView;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Whether an election is worth beginning, by what the nodes report while the reign goes on. */
final class Outlook {
  private Outlook() {}

  /**
   * Who would be elected if every node that is heard now promised at once. Positions are still
   * moving, so this only says whether an election is worth beginning.
   */
  static Optional<NodeId> wouldWin(
      ClusterState state, Reign.Open open, ClusterView view, Moment now) {
    if (!Policy.allowsAutomaticFailover(state)) {
      return Optional.empty();
    }
    Map<NodeId, Position> positions = standbyPositions(state, open.primary(), view, now);
    return Ranking.of(state.informed(positions), positions, view, now)
        .best(Set.of(), Optional.empty())
        .map(Ranking.Pick::candidate);
  }

  static Map<NodeId, Position> standbyPositions(
      ClusterState state, NodeId primary, ClusterView view, Moment now) {
    Map<NodeId, Position> positions = new TreeMap<>();
    for (Member member : state.members().values()) {
      if (!member.node().equals(primary) && heardRecently(state, member.node(), view, now)) {
        position(state, view.report(member.node()).orElseThrow())
            .ifPresent(position -> positions.put(member.node(), position));
      }
    }
    return positions;
  }
}
