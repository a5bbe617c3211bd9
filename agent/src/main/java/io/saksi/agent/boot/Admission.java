package io.saksi.agent.boot;

import io.saksi.agent.cluster.ClusterMachine;
import io.saksi.agent.cluster.LeaderDesk;
import io.saksi.agent.loop.EventLoop;
import io.saksi.core.command.Command;
import io.saksi.core.model.Member;
import io.saksi.core.model.Moment;
import io.saksi.core.model.NodeId;
import io.saksi.core.model.Orders;
import io.saksi.core.view.ClusterView;
import io.saksi.raft.RaftNode;
import io.saksi.raft.RaftPeerAddress;
import io.saksi.wire.CommandResult;
import io.saksi.wire.LogEntry;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;

/** Takes nodes into the cluster, while this agent leads. */
final class Admission {
  private final EventLoop loop;
  private final NodeId self;
  private final Supplier<Moment> clock;
  private final ClusterMachine machine;
  private final LeaderDesk leader;
  private final Supplier<RaftNode> raft;
  private final Function<LogEntry, CompletableFuture<CommandResult>> log;

  Admission(
      EventLoop loop,
      NodeId self,
      Supplier<Moment> clock,
      ClusterMachine machine,
      LeaderDesk leader,
      Supplier<RaftNode> raft,
      Function<LogEntry, CompletableFuture<CommandResult>> log) {
    this.loop = loop;
    this.self = self;
    this.clock = clock;
    this.machine = machine;
    this.leader = leader;
    this.raft = raft;
    this.log = log;
  }

  /**
   * First known, then a voter: a voter that the state does not know could not be found by the
   * others. Completes with the group's id.
   */
  CompletableFuture<String> admit(Member member) {
    Optional<String> refusal = whyNot(member.node());
    if (refusal.isPresent()) {
      return CompletableFuture.failedFuture(new IllegalStateException(refusal.get()));
    }
    LogEntry put = new LogEntry(OptionalLong.empty(), new Command.PutMember(member), self.name());
    RaftPeerAddress peer =
        new RaftPeerAddress(member.node().name(), member.raft().host(), member.raft().port());
    return log.apply(put)
        .thenCompose(result ->
            switch (result) {
              case CommandResult.Applied _ -> raft.get().addPeer(peer);
              case CommandResult.Refused refused ->
                  CompletableFuture.failedFuture(new IllegalStateException(refused.reason()));
            })
        .thenApply(_ -> raft.get().groupId().toString());
  }

  /** Removes the Raft peer of a node that comes back with empty hands. */
  CompletableFuture<String> makeRoomFor(Member member) {
    CompletableFuture<String> done = new CompletableFuture<>();
    loop.execute(() -> {
      if (isAlive(member.node())) {
        done.completeExceptionally(
            new IllegalStateException(
                "a node named "
                    + member.node()
                    + " is alive: choose another --node, or stop that one first"));
      } else {
        remove(member, done);
      }
    });
    return done;
  }

  /** Without a word in the log: it may ask for hours. */
  private Optional<String> whyNot(NodeId node) {
    return machine
        .applied()
        .state()
        .filter(state -> state.member(node).isEmpty())
        .flatMap(state -> state.orders().hold(node))
        .map(hold ->
            node
                + " is not let in: "
                + hold.reason()
                + "; to let it in: saksi node resume "
                + node);
  }

  /** What was removed keeps away what is left of it: not a new machine of the same name. */
  private CompletableFuture<CommandResult> letBackIn(NodeId node) {
    boolean removed =
        machine
            .applied()
            .state()
            .flatMap(state -> state.orders().hold(node))
            .filter(hold -> hold.kind() == Orders.Kind.REMOVED)
            .isPresent();
    return removed
        ? log.apply(new LogEntry(OptionalLong.empty(), new Command.ResumeNode(node), self.name()))
        : CompletableFuture.completedFuture(null);
  }

  private boolean isAlive(NodeId node) {
    ClusterView.Received last = leader.received().get(node);
    return last != null
        && machine
            .applied()
            .state()
            .filter(s -> clock.get().since(last.at()).compareTo(s.settings().silence()) <= 0)
            .isPresent();
  }

  private void remove(Member member, CompletableFuture<String> done) {
    var _ =
        raft.get()
            .removePeer(member.node().name())
            .thenCompose(_ -> letBackIn(member.node()))
            .whenComplete((_, failure) -> {
              if (failure == null) {
                done.complete(raft.get().groupId().toString());
              } else {
                done.completeExceptionally(failure);
              }
            });
  }
}
