package io.saksi.agent.boot;

import io.saksi.agent.cluster.ClusterMachine;
import io.saksi.agent.config.AgentConfig;
import io.saksi.core.model.ClusterId;
import io.saksi.core.view.NodeReport;
import io.saksi.proto.v1.DiscoverReply;
import io.saksi.proto.v1.DiscoverRequest;
import io.saksi.raft.LogEnd;
import io.saksi.raft.RaftNode;
import io.saksi.wire.MemberCodec;
import io.saksi.wire.ReportCodec;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Who this node says that it is, to whoever asks; and who said so to it. */
final class Discovery {
  private final AgentConfig config;
  private final ClusterMachine machine;
  private final RaftSeat seat;
  private final Supplier<Optional<RaftNode>> raft;
  private final Supplier<Optional<NodeReport>> own;
  private volatile Consumer<DiscoverRequest> meeting = _ -> {};

  /**
   * @param raft empty until this node's Raft peer runs
   * @param own what this node reported last
   */
  Discovery(
      AgentConfig config,
      ClusterMachine machine,
      RaftSeat seat,
      Supplier<Optional<RaftNode>> raft,
      Supplier<Optional<NodeReport>> own) {
    this.config = config;
    this.machine = machine;
    this.seat = seat;
    this.raft = raft;
    this.own = own;
  }

  DiscoverReply reply() {
    DiscoverReply.Builder reply = DiscoverReply.newBuilder().setNode(config.node().name());
    raft.get().ifPresent(peer -> ofCluster(reply, peer));
    own.get().map(ReportCodec::encode).ifPresent(reply::setReport);
    (seat.leads() ? Optional.of(config.agent()) : seat.leaderAgent())
        .ifPresent(at -> reply.setLeaderAgent(MemberCodec.encode(at)));
    return reply.build();
  }

  private void ofCluster(DiscoverReply.Builder reply, RaftNode peer) {
    LogEnd end = peer.logEnd();
    reply.setRaftGroupId(peer.groupId().toString()).setLogTerm(end.term()).setLogIndex(end.index());
    machine
        .applied()
        .state()
        .ifPresent(state ->
            reply
                .setClusterName(state.cluster().name())
                .setClusterId(state.cluster().id())
                .setGeneration(state.cluster().generation())
                .addAllFormer(
                    state.cluster().former().stream().map(ClusterId.Former::id).toList()));
  }

  void meets(Consumer<DiscoverRequest> who) {
    meeting = who;
  }

  void met(DiscoverRequest who) {
    meeting.accept(who);
  }
}
