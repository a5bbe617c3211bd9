package io.saksi.agent.operate;

import io.saksi.core.command.Command;
import io.saksi.core.model.Orders;
import io.saksi.fuzz.Shape;
import io.saksi.fuzz.Target;
import io.saksi.fuzz.Trial;
import io.saksi.property.Draw;
import io.saksi.proto.v1.Caller;
import io.saksi.proto.v1.ChangeMode;
import io.saksi.proto.v1.ChangeSettings;
import io.saksi.proto.v1.Failover;
import io.saksi.proto.v1.MaintainNode;
import io.saksi.proto.v1.Mode;
import io.saksi.proto.v1.Order;
import io.saksi.proto.v1.OrderRequest;
import io.saksi.proto.v1.PauseFailover;
import io.saksi.proto.v1.Switchover;
import io.saksi.proto.v1.TagNode;
import io.saksi.wire.LogEntry;
import io.saksi.wire.MalformedMessage;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;

/** Operators' orders. */
public final class OperateTargets {
  private static final LoneLeader LEADER = new LoneLeader();

  private OperateTargets() {}

  public static List<Target> all() {
    return List.of(
        Target.of("operate.order", orders())
            .shaped(Shape.PROTOBUF)
            .refusesBy(IOException.class)
            .refusesBy(Refusal.class)
            .costing(20)
            .tried(in -> briefly(in, OperateTargets::take)),
        Target.ofText("operate.settings", Draw.of("lease-ttl=3s", "sync-count=1", "rpo=16MB"))
            .shaped(Shape.text("none", "0", "ms", "s", "m", "kB", "MB", "GB", "fast", "rto=5s"))
            .refusesBy(Refusal.class)
            .tried(in -> briefly(in, OperateTargets::setting)));
  }

  /** A refusal travels in headers, which have 8 kB together. */
  private static void briefly(byte[] in, Trial trial) throws Exception {
    try {
      trial.take(in);
    } catch (Refusal e) {
      if (e.getMessage().length() > 4_000) {
        throw new AssertionError("longer than a header may be", e);
      }
      throw e;
    }
  }

  private static Draw<byte[]> orders() {
    Draw<Order> order =
        Draw.of(
            Order.newBuilder()
                .setMode(ChangeMode.newBuilder().setMode(Mode.MODE_ASYNC).setLagBoundBytes(1 << 20))
                .build(),
            Order.newBuilder()
                .setSettings(ChangeSettings.newBuilder().putValues("lease-ttl", "3s"))
                .build(),
            Order.newBuilder().setPause(PauseFailover.newBuilder().setForMs(60_000)).build(),
            Order.newBuilder()
                .setSwitchover(
                    Switchover.newBuilder()
                        .setTarget("b")
                        .setMaxOutageMs(30_000)
                        .setDrainMs(1_000)
                        .setAtEpochMillis(LEADER.wallClock().toEpochMilli() + 60_000)
                        .setBeginWithinMs(60_000))
                .build(),
            Order.newBuilder()
                .setFailover(Failover.newBuilder().setTarget("b").setAcceptDataLossBytes(100))
                .build(),
            Order.newBuilder()
                .setTagNode(TagNode.newBuilder().setNode("c").setPriority(7).setZone("rack 1"))
                .build(),
            Order.newBuilder()
                .setMaintainNode(
                    MaintainNode.newBuilder().setNode("a").setTarget("b").setForMs(60_000))
                .build());
    return order.map(one ->
        OrderRequest.newBuilder()
            .setKey("7a1c")
            .setCaller(Caller.newBuilder().setWho("ann").setWhy("tuesday"))
            .setOrder(one)
            .build()
            .toByteArray());
  }

  /** What is taken can be written to the log, read by every replica, and be applied. */
  private static void take(byte[] in) throws IOException, Refusal {
    OrderRequest request = OrderRequest.parseFrom(in);
    Requests.check(request);
    Caller by = request.getCaller();
    Command command =
        new OrderReader(LEADER.onIt(), LEADER.wallClock())
            .read(
                request.getOrder(),
                new Orders.By(request.getKey(), by.getWho(), "10.0.0.9", by.getWhy()));
    LogEntry entry = new LogEntry(OptionalLong.empty(), command, "a");
    try {
      if (!LogEntry.fromBytes(entry.toBytes()).equals(entry)) {
        throw new AssertionError("another command than was ordered: " + command);
      }
    } catch (MalformedMessage e) {
      throw new AssertionError("no replica could read it: " + command, e);
    }
    String sentence = Sentence.of(command);
    if (sentence.isBlank() || Fingerprint.of(request.getOrder()).isBlank()) {
      throw new AssertionError("nothing could be said of it: " + command);
    }
    LEADER.present().apply(command, OptionalLong.empty());
  }

  private static void setting(byte[] in) throws Refusal {
    String[] words = new String(in, java.nio.charset.StandardCharsets.UTF_8).split("=", 2);
    var settings =
        SettingNames.changed(
            LEADER.present().settings(),
            java.util.Map.of(words[0], words.length == 1 ? "" : words[1]));
    SettingNames.list(settings);
    if (settings.leaseTtl().isNegative() || Instant.EPOCH.plus(settings.leaseTtl()) == null) {
      throw new AssertionError("taken: " + settings);
    }
  }
}
