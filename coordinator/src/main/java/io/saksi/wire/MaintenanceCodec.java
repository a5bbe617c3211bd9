package io.saksi.wire;

import io.saksi.core.command.Command;
import io.saksi.core.model.Lsn;
import io.saksi.core.model.Maintenance;
import io.saksi.core.model.NodeId;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Nodes that an operator works on: the commands, and what is kept of them. */
final class MaintenanceCodec {
  private MaintenanceCodec() {}

  static io.saksi.proto.v1.Orders.Maintenance encode(NodeId node, Maintenance of) {
    var wire =
        io.saksi.proto.v1.Orders.Maintenance.newBuilder()
            .setNode(node.name())
            .setReason(Scalars.clipped(of.reason()))
            .setUntilEpochMillis(of.until().toEpochMilli());
    of.handover().map(MaintenanceCodec::encode).ifPresent(wire::setHandover);
    of.comeback().map(c -> c.after().value()).ifPresent(wire::setComeback);
    return wire.build();
  }

  static Map<NodeId, Maintenance> decode(List<io.saksi.proto.v1.Orders.Maintenance> wire)
      throws MalformedMessage {
    List<Map.Entry<NodeId, Maintenance>> entries =
        Parse.list("maintenance", wire, Bounds.MAX_NODES, MaintenanceCodec::decode);
    Map<NodeId, Maintenance> byNode = new TreeMap<>();
    Parse.byKey("maintenance", entries, Map.Entry::getKey)
        .forEach((node, entry) -> byNode.put(node, entry.getValue()));
    return byNode;
  }

  private static Map.Entry<NodeId, Maintenance> decode(io.saksi.proto.v1.Orders.Maintenance wire)
      throws MalformedMessage {
    return Map.entry(
        Scalars.node("node", wire.getNode()),
        new Maintenance(
            Scalars.text("reason", wire.getReason()),
            Instant.ofEpochMilli(wire.getUntilEpochMillis()),
            handover(wire.hasHandover(), wire.getHandover()),
            wire.hasComeback()
                ? Optional.of(new Maintenance.Comeback(new Lsn(wire.getComeback())))
                : Optional.empty()));
  }

  private static io.saksi.proto.v1.Orders.Handover encode(Maintenance.Handover handover) {
    return io.saksi.proto.v1.Orders.Handover.newBuilder()
        .setTarget(handover.target().name())
        .setLimitNanos(Scalars.nanos(handover.limit()))
        .setDrainNanos(Scalars.nanos(handover.drain()))
        .build();
  }

  private static Optional<Maintenance.Handover> handover(
      boolean has, io.saksi.proto.v1.Orders.Handover wire) throws MalformedMessage {
    return has
        ? Optional.of(
            new Maintenance.Handover(
                Scalars.node("target", wire.getTarget()),
                Scalars.length("limit", wire.getLimitNanos()),
                Scalars.length("drain", wire.getDrainNanos())))
        : Optional.empty();
  }

  static io.saksi.proto.v1.Command.BeginMaintenance encode(Command.BeginMaintenance begin) {
    var wire =
        io.saksi.proto.v1.Command.BeginMaintenance.newBuilder()
            .setNode(begin.node().name())
            .setReason(Scalars.clipped(begin.reason()))
            .setUntilEpochMillis(begin.until().toEpochMilli());
    begin.handover().map(MaintenanceCodec::encode).ifPresent(wire::setHandover);
    return wire.build();
  }

  static Command decode(io.saksi.proto.v1.Command.BeginMaintenance wire) throws MalformedMessage {
    return new Command.BeginMaintenance(
        Scalars.node("node", wire.getNode()),
        Scalars.text("reason", wire.getReason()),
        Instant.ofEpochMilli(wire.getUntilEpochMillis()),
        handover(wire.hasHandover(), wire.getHandover()));
  }

  static io.saksi.proto.v1.Command.EndMaintenance encode(Command.EndMaintenance end) {
    return io.saksi.proto.v1.Command.EndMaintenance.newBuilder()
        .setNode(end.node().name())
        .setAfter(end.after().value())
        .build();
  }

  static Command decode(io.saksi.proto.v1.Command.EndMaintenance wire) throws MalformedMessage {
    return new Command.EndMaintenance(
        Scalars.node("node", wire.getNode()),
        Scalars.lsn("after", wire.hasAfter(), wire.getAfter()));
  }

  static io.saksi.proto.v1.Command.FinishMaintenance encode(Command.FinishMaintenance finish) {
    return io.saksi.proto.v1.Command.FinishMaintenance.newBuilder()
        .setNode(finish.node().name())
        .setHow(Scalars.clipped(finish.how()))
        .build();
  }

  static Command decode(io.saksi.proto.v1.Command.FinishMaintenance wire) throws MalformedMessage {
    return new Command.FinishMaintenance(
        Scalars.node("node", wire.getNode()), Scalars.text("how", wire.getHow()));
  }
}
