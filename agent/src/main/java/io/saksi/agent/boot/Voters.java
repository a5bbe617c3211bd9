package io.saksi.agent.boot;

import io.saksi.agent.cluster.ClusterMachine;
import io.saksi.core.model.NodeId;
import io.saksi.core.state.ClusterState;
import io.saksi.raft.RaftNode;
import io.saksi.raft.RaftPeerAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Raft's voters are members: a node that was removed or detached gives up its vote. One that nobody
 * starts again would count against every quorum for good, and a cluster that looks whole would stop
 * with the next node that fails.
 *
 * <p>Nobody becomes a voter before the log says that it is a member ({@link Admission}), and a
 * leader that is ready has applied all of the log before it: so who votes and is no member was one,
 * whether it was removed before it was a voter, while it became one, or by a leader that died after
 * it.
 */
final class Voters {
  private static final Logger LOG = LoggerFactory.getLogger(Voters.class);

  /** Another change of the voters may be under way, or the others not be heard. */
  private static final Duration PAUSE = Duration.ofSeconds(2);

  private final NodeId self;
  private final ClusterMachine machine;
  private final Supplier<RaftNode> raft;
  private final AtomicBoolean changing = new AtomicBoolean();
  private volatile long notBefore = System.nanoTime();

  Voters(NodeId self, ClusterMachine machine, Supplier<RaftNode> raft) {
    this.self = self;
    this.machine = machine;
    this.raft = raft;
  }

  /**
   * Takes the vote of one that is no member, while this node leads; tried again at the next look.
   *
   * @return to whom Raft's leadership is to go first: it is this node's own vote
   */
  Optional<NodeId> look() {
    Optional<ClusterState> state = machine.applied().state();
    Optional<NodeId> former = state.flatMap(this::former);
    if (former.isEmpty() || changing.get() || System.nanoTime() - notBefore < 0) {
      return Optional.empty();
    }
    if (former.get().equals(self)) {
      return raft.get().peers().stream()
          .map(RaftPeerAddress::id)
          .map(NodeId::new)
          .filter(voter -> state.get().member(voter).isPresent())
          .findFirst();
    }
    takeVote(former.get());
    return Optional.empty();
  }

  private Optional<NodeId> former(ClusterState state) {
    return raft.get().peers().stream()
        .map(RaftPeerAddress::id)
        .map(NodeId::new)
        .filter(voter -> state.member(voter).isEmpty())
        .findFirst();
  }

  private void takeVote(NodeId former) {
    changing.set(true);
    var _ =
        raft.get()
            .removePeer(former.name())
            .whenComplete((_, failure) -> {
              notBefore = System.nanoTime() + (failure == null ? 0 : PAUSE.toNanos());
              changing.set(false);
              if (failure == null) {
                LOG.info("{} does not vote any more: it is no member", former);
              } else {
                LOG.warn("{} is no member and still votes: {}", former, failure.getMessage());
              }
            });
  }
}
