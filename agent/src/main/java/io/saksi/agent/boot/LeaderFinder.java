package io.saksi.agent.boot;

import io.saksi.agent.cluster.ClusterMachine;
import io.saksi.agent.cluster.Picture;
import io.saksi.core.model.Endpoint;
import io.saksi.core.model.Member;
import io.saksi.core.model.Moment;
import io.saksi.core.model.NodeId;
import io.saksi.raft.RaftNode;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Which agent leads the Raft group, as far as this one knows, and else which one may. */
final class LeaderFinder {
  private static final Duration HEARD_LATELY = Duration.ofSeconds(1);
  private static final int CALLS_FOR_A_GUESS = 3;

  private final NodeId self;
  private final Supplier<Moment> clock;
  private final ClusterMachine machine;
  private final Supplier<Optional<Picture>> picture;
  private int guesses;

  LeaderFinder(
      NodeId self,
      Supplier<Moment> clock,
      ClusterMachine machine,
      Supplier<Optional<Picture>> picture) {
    this.self = self;
    this.clock = clock;
    this.machine = machine;
    this.picture = picture;
  }

  /** The leader that Raft knows, if it is another agent. */
  Optional<Endpoint> known(RaftNode raft) {
    return raft.leaderId()
        .flatMap(id -> machine.applied().state().flatMap(state -> state.member(new NodeId(id))))
        .filter(member -> !member.node().equals(self))
        .map(Member::agent);
  }

  /** All other agents: one of them leads, or reaches the one that does. */
  List<Endpoint> others() {
    return otherMembers().stream().map(Member::agent).toList();
  }

  private List<Member> otherMembers() {
    return machine.applied().state().stream()
        .flatMap(state -> state.members().values().stream())
        .filter(member -> !member.node().equals(self))
        .toList();
  }

  /**
   * After a restart Raft may take seconds to hear its leader. So the others are tried in turn, each
   * for a few calls; whoever does not lead says so, and whoever is heard is kept.
   */
  Optional<Endpoint> likely() {
    List<Member> others = otherMembers();
    if (others.isEmpty()) {
      return Optional.empty();
    }
    Optional<NodeId> heard =
        picture
            .get()
            .filter(p -> clock.get().since(p.heardAt()).compareTo(HEARD_LATELY) < 0)
            .map(p -> p.view().leader());
    return others.stream()
        .filter(member -> heard.equals(Optional.of(member.node())))
        .findFirst()
        .or(() -> Optional.of(others.get(guesses++ / CALLS_FOR_A_GUESS % others.size())))
        .map(Member::agent);
  }
}
