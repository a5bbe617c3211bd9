package io.saksi.wire;

import io.saksi.core.model.Epoch;
import io.saksi.core.model.NodeId;
import io.saksi.core.view.NodeReport;
import io.saksi.proto.v1.LeaderBroadcast;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * What the Raft leader knows of every node, as it sends it to every agent.
 *
 * @param term the leader's Raft term, at least 0
 * @param stateVersion that the leader's replica had applied
 * @param sequence counts up by one within a term
 * @param nodes those that were heard of, in the order of their names
 * @param readVips who may hold each group of read-only virtual addresses
 */
public record LeaderView(
    NodeId leader,
    long term,
    long stateVersion,
    Epoch epoch,
    long sequence,
    List<Seen> nodes,
    Map<String, NodeId> readVips) {
  /** Without read-only virtual addresses. */
  public LeaderView(
      NodeId leader, long term, long stateVersion, Epoch epoch, long sequence, List<Seen> nodes) {
    this(leader, term, stateVersion, epoch, sequence, nodes, Map.of());
  }

  public LeaderView {
    readVips = Map.copyOf(readVips);
    nodes = nodes.stream().sorted(Comparator.comparing(seen -> seen.report().node())).toList();
  }

  /**
   * @param age how old the report was when this was sent; whole milliseconds on the wire
   */
  public record Seen(NodeReport report, Duration age) {}

  public LeaderBroadcast encode() {
    return LeaderBroadcast.newBuilder()
        .setLeader(leader.name())
        .setRaftTerm(term)
        .setStateVersion(stateVersion)
        .setEpoch(epoch.number())
        .setSequence(sequence)
        .addAllNodes(nodes.stream().map(LeaderView::encode).toList())
        .putAllReadVips(VipCodec.encode(readVips))
        .build();
  }

  public static LeaderView decode(LeaderBroadcast wire) throws MalformedMessage {
    List<Seen> seen =
        Parse.list("nodes", wire.getNodesList(), Bounds.MAX_NODES, LeaderView::decode);
    return new LeaderView(
        Scalars.node("leader", wire.getLeader()),
        Scalars.count("raft_term", wire.getRaftTerm()),
        Scalars.count("state_version", wire.getStateVersion()),
        Scalars.epoch("epoch", wire.getEpoch()),
        Scalars.count("sequence", wire.getSequence()),
        List.copyOf(Parse.byKey("nodes", seen, each -> each.report().node()).values()),
        VipCodec.decode(wire.getReadVipsMap()));
  }

  private static LeaderBroadcast.Seen encode(Seen seen) {
    return LeaderBroadcast.Seen.newBuilder()
        .setReport(ReportCodec.encode(seen.report()))
        .setAgeMs(Math.max(0, seen.age().toMillis()))
        .build();
  }

  private static Seen decode(LeaderBroadcast.Seen wire) throws MalformedMessage {
    long age = Scalars.count("age_ms", wire.getAgeMs());
    return new Seen(
        Parse.required("report", wire.hasReport(), wire.getReport(), ReportCodec::decode),
        Duration.ofMillis(age));
  }
}
