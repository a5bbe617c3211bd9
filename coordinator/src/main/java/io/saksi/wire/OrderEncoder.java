package io.saksi.wire;

import io.saksi.core.command.Command;
import java.time.Instant;

/** One method for each operator's command and its consequences, from value to message. */
final class OrderEncoder {
  private OrderEncoder() {}

  static io.saksi.proto.v1.Command.SetMode encode(Command.SetMode set) {
    var wire =
        io.saksi.proto.v1.Command.SetMode.newBuilder().setMode(SettingsCodec.encode(set.mode()));
    set.lagBound().ifPresent(wire::setLagBound);
    return wire.build();
  }

  static io.saksi.proto.v1.Command.SetSettings encode(Command.SetSettings set) {
    return io.saksi.proto.v1.Command.SetSettings.newBuilder()
        .setSettings(SettingsCodec.encode(set.settings()))
        .build();
  }

  static io.saksi.proto.v1.Command.Pause encode(Command.Pause pause) {
    var wire =
        io.saksi.proto.v1.Command.Pause.newBuilder().setReason(Scalars.clipped(pause.reason()));
    pause.until().map(Instant::toEpochMilli).ifPresent(wire::setUntilEpochMillis);
    return wire.build();
  }

  static io.saksi.proto.v1.Command.SetTags encode(Command.SetTags set) {
    return io.saksi.proto.v1.Command.SetTags.newBuilder()
        .setNode(set.node().name())
        .setTags(MemberCodec.encode(set.tags()))
        .build();
  }

  static io.saksi.proto.v1.Command.RemoveMember encode(Command.RemoveMember remove) {
    return io.saksi.proto.v1.Command.RemoveMember.newBuilder()
        .setNode(remove.node().name())
        .build();
  }

  static io.saksi.proto.v1.Command.BeginSwitchover encode(Command.BeginSwitchover begin) {
    var wire =
        io.saksi.proto.v1.Command.BeginSwitchover.newBuilder()
            .setEpoch(begin.epoch().number())
            .setTarget(begin.target().name())
            .setLimitNanos(Scalars.nanos(begin.limit()))
            .setDrainNanos(Scalars.nanos(begin.drain()));
    begin.planned().map(Instant::toEpochMilli).ifPresent(wire::setPlannedEpochMillis);
    begin.predicted().map(Scalars::nanos).ifPresent(wire::setPredictedNanos);
    return wire.build();
  }

  static io.saksi.proto.v1.Command.ScheduleSwitchover encode(Command.ScheduleSwitchover schedule) {
    return io.saksi.proto.v1.Command.ScheduleSwitchover.newBuilder()
        .setPlan(OrdersCodec.encode(schedule.plan()))
        .build();
  }

  static io.saksi.proto.v1.Command.EndSchedule encode(Command.EndSchedule end) {
    return io.saksi.proto.v1.Command.EndSchedule.newBuilder()
        .setAtEpochMillis(end.at().toEpochMilli())
        .setReason(Scalars.clipped(end.reason()))
        .build();
  }

  static io.saksi.proto.v1.Command.SpendToken encode(Command.SpendToken spend) {
    return io.saksi.proto.v1.Command.SpendToken.newBuilder()
        .setId(Scalars.clipped(spend.id()))
        .setUntilEpochMillis(spend.until().toEpochMilli())
        .setNowEpochMillis(spend.now().toEpochMilli())
        .build();
  }

  static io.saksi.proto.v1.Command.RecordShutdown encode(Command.RecordShutdown record) {
    return io.saksi.proto.v1.Command.RecordShutdown.newBuilder()
        .setEpoch(record.epoch().number())
        .setFailoverLsn(record.failoverLsn().value())
        .build();
  }

  static io.saksi.proto.v1.Command.CancelSwitchover encode(Command.CancelSwitchover cancel) {
    return io.saksi.proto.v1.Command.CancelSwitchover.newBuilder()
        .setEpoch(cancel.epoch().number())
        .setReason(Scalars.clipped(cancel.reason()))
        .build();
  }

  static io.saksi.proto.v1.Command.FinishRollback encode(Command.FinishRollback finish) {
    return io.saksi.proto.v1.Command.FinishRollback.newBuilder()
        .setEpoch(finish.epoch().number())
        .build();
  }

  static io.saksi.proto.v1.Command.ForceFailover encode(Command.ForceFailover force) {
    return io.saksi.proto.v1.Command.ForceFailover.newBuilder()
        .setEpoch(force.epoch().number())
        .setTarget(force.target().name())
        .setAcceptedLoss(force.acceptedLoss())
        .build();
  }

  static io.saksi.proto.v1.Command.SuspendNode encode(Command.SuspendNode suspend) {
    return io.saksi.proto.v1.Command.SuspendNode.newBuilder()
        .setEpoch(suspend.epoch().number())
        .setNode(suspend.node().name())
        .setReason(Scalars.clipped(suspend.reason()))
        .build();
  }

  static io.saksi.proto.v1.Command.ClearSuspect encode(Command.ClearSuspect clear) {
    return io.saksi.proto.v1.Command.ClearSuspect.newBuilder()
        .setEpoch(clear.epoch().number())
        .setNode(clear.node().name())
        .build();
  }

  static io.saksi.proto.v1.Command.ResumeNode encode(Command.ResumeNode resume) {
    return io.saksi.proto.v1.Command.ResumeNode.newBuilder().setNode(resume.node().name()).build();
  }

  static io.saksi.proto.v1.Command.DetachNode encode(Command.DetachNode detach) {
    return io.saksi.proto.v1.Command.DetachNode.newBuilder().setNode(detach.node().name()).build();
  }

  static io.saksi.proto.v1.Command.Recover encode(Command.Recover recover) {
    return io.saksi.proto.v1.Command.Recover.newBuilder()
        .setId(recover.id())
        .setSurvivor(recover.survivor().name())
        .addAllLost(Scalars.sorted(recover.lost()))
        .setAbove(recover.above().number())
        .setLongestLeaseNanos(Scalars.nanos(recover.longestLease()))
        .build();
  }
}
