package io.saksi.wire;

import io.saksi.core.model.Branch;
import io.saksi.core.model.Epoch;
import io.saksi.core.model.History;
import io.saksi.core.model.NodeId;
import io.saksi.core.model.Position;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Branches, positions on them, and the tree that they make. */
public final class HistoryCodec {
  private HistoryCodec() {}

  public static io.saksi.proto.v1.Branch encode(Branch branch) {
    return io.saksi.proto.v1.Branch.newBuilder()
        .setTimeline(branch.timeline())
        .setEpoch(branch.epoch().number())
        .build();
  }

  public static Branch decode(io.saksi.proto.v1.Branch wire) throws MalformedMessage {
    Epoch epoch = Scalars.epoch("epoch", wire.getEpoch());
    return Parse.checked("timeline", () -> new Branch(wire.getTimeline(), epoch));
  }

  public static io.saksi.proto.v1.Position encode(Position position) {
    return io.saksi.proto.v1.Position.newBuilder()
        .setBranch(encode(position.branch()))
        .setLsn(position.lsn().value())
        .build();
  }

  public static Position decode(io.saksi.proto.v1.Position wire) throws MalformedMessage {
    return new Position(
        Parse.required("branch", wire.hasBranch(), wire.getBranch(), HistoryCodec::decode),
        Scalars.lsn("lsn", wire.hasLsn(), wire.getLsn()));
  }

  static List<io.saksi.proto.v1.NodePosition> encode(Map<NodeId, Position> positions) {
    return new TreeMap<>(positions)
        .entrySet().stream()
            .map(each ->
                io.saksi.proto.v1.NodePosition.newBuilder()
                    .setNode(each.getKey().name())
                    .setPosition(encode(each.getValue()))
                    .build())
            .toList();
  }

  static Map<NodeId, Position> positions(String field, List<io.saksi.proto.v1.NodePosition> wire)
      throws MalformedMessage {
    List<Map.Entry<NodeId, Position>> entries =
        Parse.list(field, wire, Bounds.MAX_NODES, HistoryCodec::decode);
    return Parse.byKey(field, entries, Map.Entry::getKey).values().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  private static Map.Entry<NodeId, Position> decode(io.saksi.proto.v1.NodePosition wire)
      throws MalformedMessage {
    return Map.entry(
        Scalars.node("node", wire.getNode()),
        Parse.required("position", wire.hasPosition(), wire.getPosition(), HistoryCodec::decode));
  }

  public static io.saksi.proto.v1.History encode(History history) {
    return io.saksi.proto.v1.History.newBuilder()
        .addAllForks(history.forks().values().stream().map(HistoryCodec::encode).toList())
        .setCurrent(history.current())
        .build();
  }

  public static History decode(io.saksi.proto.v1.History wire) throws MalformedMessage {
    List<History.Fork> forks =
        Parse.list("forks", wire.getForksList(), Bounds.MAX_TIMELINES, HistoryCodec::decode);
    Map<Integer, History.Fork> byTimeline =
        Parse.byKey("forks", forks, fork -> fork.branch().timeline());
    int current = wire.getCurrent();
    Parse.require(
        current == 0 || byTimeline.containsKey(current),
        "current",
        "timeline " + Integer.toUnsignedString(current) + " is not in the history");
    return new History(byTimeline, current);
  }

  private static io.saksi.proto.v1.History.Fork encode(History.Fork fork) {
    return io.saksi.proto.v1.History.Fork.newBuilder()
        .setBranch(encode(fork.branch()))
        .setParent(fork.parent())
        .setAt(fork.at().value())
        .setExact(fork.exact())
        .build();
  }

  /** A parent is the older timeline: without that the way back to the first could be a circle. */
  private static History.Fork decode(io.saksi.proto.v1.History.Fork wire) throws MalformedMessage {
    Branch branch =
        Parse.required("branch", wire.hasBranch(), wire.getBranch(), HistoryCodec::decode);
    Parse.require(
        wire.getParent() >= 0 && wire.getParent() < branch.timeline(),
        "parent",
        Integer.toUnsignedString(wire.getParent()) + " does not come before " + branch);
    return new History.Fork(
        branch, wire.getParent(), Scalars.lsn("at", wire.hasAt(), wire.getAt()), wire.getExact());
  }
}
