package io.saksi.wire;

import io.saksi.core.command.Command;
import java.time.Instant;
import java.util.Optional;

/** One method for each operator's command and its consequences, from message to value. */
final class OrderDecoder {
  private OrderDecoder() {}

  static Command decode(io.saksi.proto.v1.Command.SetMode wire) throws MalformedMessage {
    return new Command.SetMode(
        SettingsCodec.decode(wire.getMode()),
        SettingsCodec.lagBound(wire.hasLagBound(), wire.getLagBound()));
  }

  static Command decode(io.saksi.proto.v1.Command.SetSettings wire) throws MalformedMessage {
    return new Command.SetSettings(
        Parse.required("settings", wire.hasSettings(), wire.getSettings(), SettingsCodec::decode));
  }

  static Command decode(io.saksi.proto.v1.Command.Pause wire) throws MalformedMessage {
    return new Command.Pause(
        Scalars.text("reason", wire.getReason()),
        OrdersCodec.until(wire.hasUntilEpochMillis(), wire.getUntilEpochMillis()));
  }

  static Command decode(io.saksi.proto.v1.Command.SetTags wire) throws MalformedMessage {
    return new Command.SetTags(
        Scalars.node("node", wire.getNode()),
        Parse.required("tags", wire.hasTags(), wire.getTags(), MemberCodec::decode));
  }

  static Command decode(io.saksi.proto.v1.Command.RemoveMember wire) throws MalformedMessage {
    return new Command.RemoveMember(Scalars.node("node", wire.getNode()));
  }

  static Command decode(io.saksi.proto.v1.Command.BeginSwitchover wire) throws MalformedMessage {
    return new Command.BeginSwitchover(
        Scalars.epoch("epoch", wire.getEpoch()),
        Scalars.node("target", wire.getTarget()),
        Scalars.length("limit", wire.getLimitNanos()),
        OrdersCodec.until(wire.hasPlannedEpochMillis(), wire.getPlannedEpochMillis()),
        wire.hasPredictedNanos()
            ? Optional.of(Scalars.length("predicted", wire.getPredictedNanos()))
            : Optional.empty(),
        Scalars.length("drain", wire.getDrainNanos()));
  }

  static Command decode(io.saksi.proto.v1.Command.ScheduleSwitchover wire) throws MalformedMessage {
    return new Command.ScheduleSwitchover(
        Parse.required("plan", wire.hasPlan(), wire.getPlan(), OrdersCodec::decode));
  }

  static Command decode(io.saksi.proto.v1.Command.EndSchedule wire) throws MalformedMessage {
    return new Command.EndSchedule(
        Instant.ofEpochMilli(wire.getAtEpochMillis()), Scalars.text("reason", wire.getReason()));
  }

  static Command decode(io.saksi.proto.v1.Command.SpendToken wire) throws MalformedMessage {
    return new Command.SpendToken(
        Scalars.text("id", wire.getId()),
        Instant.ofEpochMilli(wire.getUntilEpochMillis()),
        Instant.ofEpochMilli(wire.getNowEpochMillis()));
  }

  static Command decode(io.saksi.proto.v1.Command.RecordShutdown wire) throws MalformedMessage {
    return new Command.RecordShutdown(
        Scalars.epoch("epoch", wire.getEpoch()),
        Scalars.lsn("failover_lsn", wire.hasFailoverLsn(), wire.getFailoverLsn()));
  }

  static Command decode(io.saksi.proto.v1.Command.CancelSwitchover wire) throws MalformedMessage {
    return new Command.CancelSwitchover(
        Scalars.epoch("epoch", wire.getEpoch()), Scalars.text("reason", wire.getReason()));
  }

  static Command decode(io.saksi.proto.v1.Command.FinishRollback wire) throws MalformedMessage {
    return new Command.FinishRollback(Scalars.epoch("epoch", wire.getEpoch()));
  }

  static Command decode(io.saksi.proto.v1.Command.ForceFailover wire) throws MalformedMessage {
    return new Command.ForceFailover(
        Scalars.epoch("epoch", wire.getEpoch()),
        Scalars.node("target", wire.getTarget()),
        Scalars.count("accepted_loss", wire.getAcceptedLoss()));
  }

  static Command decode(io.saksi.proto.v1.Command.SuspendNode wire) throws MalformedMessage {
    return new Command.SuspendNode(
        Scalars.epoch("epoch", wire.getEpoch()),
        Scalars.node("node", wire.getNode()),
        Scalars.text("reason", wire.getReason()));
  }

  static Command decode(io.saksi.proto.v1.Command.ClearSuspect wire) throws MalformedMessage {
    return new Command.ClearSuspect(
        Scalars.epoch("epoch", wire.getEpoch()), Scalars.node("node", wire.getNode()));
  }

  static Command decode(io.saksi.proto.v1.Command.ResumeNode wire) throws MalformedMessage {
    return new Command.ResumeNode(Scalars.node("node", wire.getNode()));
  }

  static Command decode(io.saksi.proto.v1.Command.DetachNode wire) throws MalformedMessage {
    return new Command.DetachNode(Scalars.node("node", wire.getNode()));
  }

  static Command decode(io.saksi.proto.v1.Command.Recover wire) throws MalformedMessage {
    return new Command.Recover(
        Scalars.name("id", wire.getId(), Bounds.MAX_NAME),
        Scalars.node("survivor", wire.getSurvivor()),
        Scalars.nodes("lost", wire.getLostList()),
        Scalars.epoch("above", wire.getAbove()),
        Scalars.length("longest_lease", wire.getLongestLeaseNanos()));
  }
}
