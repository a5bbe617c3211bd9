package io.saksi.wire;

import io.saksi.core.command.Level;
import io.saksi.core.view.NodeFacts;
import io.saksi.core.view.NodeView;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What an agent found out beside PostgreSQL; what only a newer Saksi knows is unknown. */
final class FactsCodec {
  private static final int MOST_LIMITS = 64;

  private FactsCodec() {}

  static io.saksi.proto.v1.NodeFacts encode(NodeFacts facts) {
    var wire =
        io.saksi.proto.v1.NodeFacts.newBuilder()
            .setCommit(
                io.saksi.proto.v1.NodeFacts.Commit.valueOf("COMMIT_" + facts.commit().name()))
            .setReceiver(
                io.saksi.proto.v1.NodeFacts.Receiver.valueOf("RECEIVER_" + facts.receiver().name()))
            .setFence(io.saksi.proto.v1.NodeFacts.Fence.valueOf("FENCE_" + facts.fence().name()));
    facts.clockOffset().map(FactsCodec::bounded).ifPresent(wire::setClockOffsetNanos);
    facts
        .fork()
        .ifPresent(
            fork -> wire.getForkBuilder().setTimeline(fork.timeline()).setFollows(fork.follows()));
    wire.addAllCanFence(Scalars.sorted(facts.canFence()));
    // In an order of its own, as all that is written: the map's differs from process to process.
    wire.putAllLimits(new TreeMap<>(facts.limits()));
    facts.archived().ifPresent(lsn -> wire.setArchivedLsn(lsn.value()));
    facts.configured().ifPresent(wire::setConfigured);
    wire.setLevel(facts.level());
    return wire.build();
  }

  private static long bounded(Duration offset) {
    Duration size = offset.abs();
    return Scalars.nanos(size.compareTo(Scalars.LONGEST) > 0 ? Scalars.LONGEST : size);
  }

  static NodeFacts decode(io.saksi.proto.v1.NodeFacts wire) throws MalformedMessage {
    return new NodeFacts(
        known(NodeFacts.Commit.values(), "COMMIT_", wire.getCommit().toString()),
        known(NodeFacts.Receiver.values(), "RECEIVER_", wire.getReceiver().toString()),
        known(NodeFacts.Fence.values(), "FENCE_", wire.getFence().toString()),
        wire.hasClockOffsetNanos()
            ? Optional.of(Scalars.length("clock_offset", wire.getClockOffsetNanos()))
            : Optional.empty(),
        Parse.optional("fork", wire.hasFork(), wire.getFork(), FactsCodec::fork),
        Scalars.nodes("can_fence", wire.getCanFenceList()),
        limits(wire.getLimitsMap()),
        Scalars.lsn(wire.hasArchivedLsn(), wire.getArchivedLsn()),
        wire.hasConfigured()
            ? Optional.of(Scalars.count("configured", wire.getConfigured()))
            : Optional.empty(),
        wire.hasLevel() ? Scalars.count("level", wire.getLevel()) : Level.OLDEST);
  }

  private static Map<String, Long> limits(Map<String, Long> wire) throws MalformedMessage {
    Parse.require(wire.size() <= MOST_LIMITS, "limits", "more than PostgreSQL has");
    for (Map.Entry<String, Long> limit : wire.entrySet()) {
      String _ = Scalars.text("limit", limit.getKey());
      long _ = Scalars.count("limit", limit.getValue());
    }
    return wire;
  }

  /**
   * The names on the wire are those of the core's enums with a prefix; a test holds them together.
   */
  private static <E extends Enum<E>> E known(E[] values, String prefix, String name) {
    for (E value : values) {
      if (name.equals(prefix + value.name())) {
        return value;
      }
    }
    return values[0];
  }

  private static NodeView.ForkVerdict fork(io.saksi.proto.v1.NodeFacts.ForkVerdict wire)
      throws MalformedMessage {
    return new NodeView.ForkVerdict(
        Scalars.count("timeline", wire.getTimeline()), wire.getFollows());
  }
}
