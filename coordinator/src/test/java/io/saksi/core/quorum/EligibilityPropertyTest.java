package io.saksi.core.quorum;

import static org.assertj.core.api.Assertions.assertThat;

import io.saksi.core.Altered;
import io.saksi.core.States;
import io.saksi.core.model.Mode;
import io.saksi.core.model.NodeId;
import io.saksi.core.model.Position;
import io.saksi.core.model.SyncEntry;
import io.saksi.core.model.SyncSet;
import io.saksi.core.state.ClusterState;
import io.saksi.property.Draw;
import io.saksi.property.Property;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * Against a model that knows no arithmetic: whoever did not report may have flushed anything; each
 * way in which commits may have been acknowledged is tried.
 */
class EligibilityPropertyTest {
  private static final List<NodeId> NODES =
      List.of(new NodeId("b"), new NodeId("c"), new NodeId("d"), new NodeId("e"));
  private static final int FURTHEST = 4;

  record World(List<SyncSet> sets, Map<NodeId, Integer> reported) {}

  @Test
  void eligibleIsExactlyWhoHasEveryCommitThatMayHaveBeenAcknowledged() {
    Property.holds(3_000, worlds(), EligibilityPropertyTest::agrees);
  }

  private static void agrees(World world) {
    Eligibility eligibility = new Eligibility(state(world));
    for (NodeId candidate : world.reported.keySet()) {
      assertThat(eligibility.of(candidate))
          .as("%s in %s", candidate, world)
          .isEqualTo(hasAllThatMayBeAcknowledged(world, candidate));
    }
    for (NodeId silent : NODES) {
      if (!world.reported.containsKey(silent)) {
        assertThat(eligibility.of(silent)).isFalse();
      }
    }
  }

  /**
   * A commit may have been acknowledged if, for one of the sets, enough members have flushed it or
   * might have: those that did not report.
   */
  private static boolean hasAllThatMayBeAcknowledged(World world, NodeId candidate) {
    for (int commit = world.reported.get(candidate) + 1; commit <= FURTHEST + 1; commit++) {
      for (SyncSet set : world.sets) {
        for (Set<NodeId> acknowledging : subsets(set.members())) {
          int lsn = commit;
          boolean possible =
              acknowledging.stream()
                  .allMatch(m -> world.reported.getOrDefault(m, Integer.MAX_VALUE) >= lsn);
          if (acknowledging.size() >= set.k() && possible) {
            return false;
          }
        }
      }
    }
    return true;
  }

  private static List<Set<NodeId>> subsets(Set<NodeId> members) {
    List<Set<NodeId>> all = new ArrayList<>();
    all.add(Set.of());
    for (NodeId member : members) {
      for (Set<NodeId> smaller : List.copyOf(all)) {
        Set<NodeId> larger = new HashSet<>(smaller);
        larger.add(member);
        all.add(larger);
      }
    }
    return all;
  }

  private static ClusterState state(World world) {
    ClusterState s = States.electing(SyncSet.NOBODY);
    Map<NodeId, io.saksi.core.model.Member> members = new HashMap<>(s.members());
    NODES.forEach(node -> members.put(node, States.member(node)));
    Map<NodeId, Position> positions = new HashMap<>();
    world.reported.forEach((node, lsn) -> positions.put(node, States.at(lsn)));
    List<SyncEntry> inForce = new ArrayList<>();
    world.sets.forEach(set -> inForce.add(new SyncEntry(inForce.size(), set, Mode.SYNC_AUTO)));
    return Altered.like(s)
        .members(members)
        .inForce(inForce)
        .positions(positions)
        .floor(Optional.empty())
        .state();
  }

  private static Draw<World> worlds() {
    Draw<NodeId> nodes = Draw.oneOf(NODES.stream().map(Draw::of).toList());
    Draw<SyncSet> set =
        nodes
            .set(4)
            .with(
                Draw.ints(0, 3),
                (members, k) ->
                    members.isEmpty()
                        ? SyncSet.NOBODY
                        : SyncSet.any(k % members.size() + 1, members));
    return set.list(1, 3).with(Draw.map(nodes, Draw.ints(1, FURTHEST), 5), World::new);
  }
}
