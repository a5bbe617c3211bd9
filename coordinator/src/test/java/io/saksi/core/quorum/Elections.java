package io.saksi.core.quorum;

import io.saksi.core.Altered;
import io.saksi.core.States;
import io.saksi.core.model.Branch;
import io.saksi.core.model.Epoch;
import io.saksi.core.model.History;
import io.saksi.core.model.Member;
import io.saksi.core.model.Mode;
import io.saksi.core.model.NodeId;
import io.saksi.core.model.Orders;
import io.saksi.core.model.Position;
import io.saksi.core.model.SyncEntry;
import io.saksi.core.model.SyncSet;
import io.saksi.core.state.ClusterState;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** States in which an election is under way, put together from its parts; a is deposed. */
final class Elections {
  static final List<NodeId> STANDBYS =
      List.of(new NodeId("b"), new NodeId("c"), new NodeId("d"), new NodeId("e"));

  private Elections() {}

  static ClusterState of(NaiveQuorum naive) {
    Map<NodeId, Position> positions = new TreeMap<>();
    naive.reported().forEach((node, lsn) -> positions.put(node, States.at(lsn)));
    naive.former().ifPresent(lsn -> positions.put(States.A, States.at(lsn)));
    Optional<Position> floor =
        naive.floor() == 0 ? Optional.empty() : Optional.of(States.at(naive.floor()));
    return with(naive.sets(), positions, floor, States.electing(SyncSet.NOBODY).history());
  }

  static ClusterState with(
      List<SyncSet> sets,
      Map<NodeId, Position> positions,
      Optional<Position> floor,
      History history) {
    ClusterState s = States.electing(SyncSet.NOBODY);
    Map<NodeId, Member> members = new TreeMap<>(s.members());
    STANDBYS.forEach(node -> members.putIfAbsent(node, States.member(node)));
    List<SyncEntry> inForce = new ArrayList<>();
    sets.forEach(set -> inForce.add(new SyncEntry(inForce.size(), set, Mode.SYNC_AUTO)));
    return Altered.like(s)
        .members(members)
        .history(history)
        .inForce(inForce)
        .positions(positions)
        .floor(floor)
        .state();
  }

  static ClusterState ordered(ClusterState s, Orders orders) {
    return Altered.like(s).orders(orders).state();
  }

  static Branch branch(int timeline, long epoch) {
    return new Branch(timeline, new Epoch(epoch));
  }
}
