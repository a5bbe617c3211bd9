package io.saksi.wire;

import io.saksi.core.model.NodeId;
import io.saksi.core.model.Orders;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What operators decided. */
final class OrdersCodec {
  private OrdersCodec() {}

  static io.saksi.proto.v1.Orders encode(Orders orders) {
    var wire = io.saksi.proto.v1.Orders.newBuilder();
    orders
        .pause()
        .ifPresent(pause -> {
          wire.getPauseBuilder().setReason(Scalars.clipped(pause.reason()));
          pause
              .until()
              .map(Instant::toEpochMilli)
              .ifPresent(wire.getPauseBuilder()::setUntilEpochMillis);
        });
    orders.switchover().map(OrdersCodec::encode).ifPresent(wire::setSwitchover);
    orders
        .forced()
        .ifPresent(forced ->
            wire.getForcedBuilder()
                .setEpoch(forced.epoch().number())
                .setTarget(forced.target().name())
                .setAcceptedLoss(forced.acceptedLoss()));
    orders.scheduled().map(OrdersCodec::encode).ifPresent(wire::setScheduled);
    orders.held().forEach((node, hold) -> wire.addHeld(encode(node, hold)));
    orders
        .maintenance()
        .forEach((node, of) -> wire.addMaintenance(MaintenanceCodec.encode(node, of)));
    orders
        .spent()
        .forEach((id, until) ->
            wire.addSpentBuilder()
                .setId(Scalars.clipped(id))
                .setUntilEpochMillis(until.toEpochMilli()));
    return wire.build();
  }

  static Orders decode(io.saksi.proto.v1.Orders wire) throws MalformedMessage {
    List<Map.Entry<NodeId, Orders.Hold>> held =
        Parse.list("held", wire.getHeldList(), Bounds.MAX_NODES, OrdersCodec::decode);
    Map<NodeId, Orders.Hold> byNode = new TreeMap<>();
    Parse.byKey("held", held, Map.Entry::getKey)
        .forEach((node, entry) -> byNode.put(node, entry.getValue()));
    return new Orders(
        Parse.optional("pause", wire.hasPause(), wire.getPause(), OrdersCodec::decode),
        Parse.optional(
            "switchover", wire.hasSwitchover(), wire.getSwitchover(), OrdersCodec::decode),
        Parse.optional("forced", wire.hasForced(), wire.getForced(), OrdersCodec::decode),
        byNode,
        Parse.optional("scheduled", wire.hasScheduled(), wire.getScheduled(), OrdersCodec::decode),
        MaintenanceCodec.decode(wire.getMaintenanceList()),
        spent(wire));
  }

  private static Map<String, Instant> spent(io.saksi.proto.v1.Orders wire) throws MalformedMessage {
    List<Map.Entry<String, Instant>> all =
        Parse.list("spent", wire.getSpentList(), Bounds.MAX_TOKENS, OrdersCodec::decode);
    Map<String, Instant> byId = new TreeMap<>();
    Parse.byKey("spent", all, Map.Entry::getKey)
        .forEach((id, entry) -> byId.put(id, entry.getValue()));
    return byId;
  }

  private static Map.Entry<String, Instant> decode(io.saksi.proto.v1.Orders.SpentToken wire)
      throws MalformedMessage {
    return Map.entry(
        Scalars.text("id", wire.getId()), Instant.ofEpochMilli(wire.getUntilEpochMillis()));
  }

  static io.saksi.proto.v1.Orders.Scheduled encode(Orders.Scheduled plan) {
    var wire =
        io.saksi.proto.v1.Orders.Scheduled.newBuilder()
            .setKey(Scalars.clipped(plan.by().key()))
            .setWho(Scalars.clipped(plan.by().who()))
            .setFrom(Scalars.clipped(plan.by().from()))
            .setWhy(Scalars.clipped(plan.by().why()))
            .setAtEpochMillis(plan.at().toEpochMilli())
            .setWithinNanos(Scalars.nanos(plan.within()))
            .setLimitNanos(Scalars.nanos(plan.limit()))
            .setIgnoresObstacles(plan.ignoresObstacles())
            .setDrainNanos(Scalars.nanos(plan.drain()));
    plan.target().map(NodeId::name).ifPresent(wire::setTarget);
    return wire.build();
  }

  static Orders.Scheduled decode(io.saksi.proto.v1.Orders.Scheduled wire) throws MalformedMessage {
    return new Orders.Scheduled(
        new Orders.By(
            Scalars.text("key", wire.getKey()),
            Scalars.text("who", wire.getWho()),
            Scalars.text("from", wire.getFrom()),
            Scalars.text("why", wire.getWhy())),
        Scalars.node("target", wire.hasTarget(), wire.getTarget()),
        Instant.ofEpochMilli(wire.getAtEpochMillis()),
        Scalars.length("within", wire.getWithinNanos()),
        Scalars.length("limit", wire.getLimitNanos()),
        wire.getIgnoresObstacles(),
        Scalars.length("drain", wire.getDrainNanos()));
  }

  static Optional<Instant> until(boolean has, long millis) {
    return has ? Optional.of(Instant.ofEpochMilli(millis)) : Optional.empty();
  }

  private static Orders.Pause decode(io.saksi.proto.v1.Orders.Pause wire) throws MalformedMessage {
    return new Orders.Pause(
        Scalars.text("reason", wire.getReason()),
        until(wire.hasUntilEpochMillis(), wire.getUntilEpochMillis()));
  }

  private static io.saksi.proto.v1.Orders.Switchover encode(Orders.Switchover switchover) {
    var wire =
        io.saksi.proto.v1.Orders.Switchover.newBuilder()
            .setEpoch(switchover.epoch().number())
            .setTarget(switchover.target().name())
            .setLimitNanos(Scalars.nanos(switchover.limit()))
            .setDrainNanos(Scalars.nanos(switchover.drain()));
    switchover.failoverLsn().ifPresent(lsn -> wire.setFailoverLsn(lsn.value()));
    switchover.rolledBack().map(Scalars::clipped).ifPresent(wire::setRolledBack);
    return wire.build();
  }

  private static Orders.Switchover decode(io.saksi.proto.v1.Orders.Switchover wire)
      throws MalformedMessage {
    return new Orders.Switchover(
        Scalars.epoch("epoch", wire.getEpoch()),
        Scalars.node("target", wire.getTarget()),
        Scalars.length("limit", wire.getLimitNanos()),
        Scalars.lsn(wire.hasFailoverLsn(), wire.getFailoverLsn()),
        wire.hasRolledBack()
            ? Optional.of(Scalars.text("rolled_back", wire.getRolledBack()))
            : Optional.empty(),
        Scalars.length("drain", wire.getDrainNanos()));
  }

  private static Orders.Forced decode(io.saksi.proto.v1.Orders.Forced wire)
      throws MalformedMessage {
    return new Orders.Forced(
        Scalars.epoch("epoch", wire.getEpoch()),
        Scalars.node("target", wire.getTarget()),
        Scalars.count("accepted_loss", wire.getAcceptedLoss()));
  }

  private static io.saksi.proto.v1.Orders.Hold encode(NodeId node, Orders.Hold hold) {
    return io.saksi.proto.v1.Orders.Hold.newBuilder()
        .setNode(node.name())
        .setKind(
            switch (hold.kind()) {
              case SUSPECT -> io.saksi.proto.v1.Orders.Kind.KIND_SUSPECT;
              case SUSPENDED -> io.saksi.proto.v1.Orders.Kind.KIND_SUSPENDED;
              case DETACHED -> io.saksi.proto.v1.Orders.Kind.KIND_DETACHED;
              case REMOVED -> io.saksi.proto.v1.Orders.Kind.KIND_REMOVED;
            })
        .setSince(hold.since().number())
        .setReason(Scalars.clipped(hold.reason()))
        .build();
  }

  private static Map.Entry<NodeId, Orders.Hold> decode(io.saksi.proto.v1.Orders.Hold wire)
      throws MalformedMessage {
    Orders.Kind kind =
        switch (wire.getKind()) {
          case KIND_SUSPECT -> Orders.Kind.SUSPECT;
          case KIND_SUSPENDED -> Orders.Kind.SUSPENDED;
          case KIND_DETACHED -> Orders.Kind.DETACHED;
          case KIND_REMOVED -> Orders.Kind.REMOVED;
          case KIND_UNSPECIFIED, UNRECOGNIZED -> throw Scalars.unknown("kind", wire.getKind());
        };
    return Map.entry(
        Scalars.node("node", wire.getNode()),
        new Orders.Hold(
            kind,
            Scalars.epoch("since", wire.getSince()),
            Scalars.text("reason", wire.getReason())));
  }
}
