package io.saksi.wire;

import static io.saksi.wire.Parse.required;

import io.saksi.core.command.Command;
import io.saksi.core.model.Cause;
import io.saksi.core.model.Epoch;
import io.saksi.core.model.Lsn;
import io.saksi.core.model.NodeId;
import java.util.Optional;

/** One method for each command, from message to value. */
final class CommandDecoder {
  private CommandDecoder() {}

  static Command decode(io.saksi.proto.v1.Command.CreateCluster wire) throws MalformedMessage {
    return new Command.CreateCluster(
        required("cluster", wire.hasCluster(), wire.getCluster(), MemberCodec::decode),
        required("settings", wire.hasSettings(), wire.getSettings(), SettingsCodec::decode),
        required("founder", wire.hasFounder(), wire.getFounder(), MemberCodec::decode));
  }

  static Command decode(io.saksi.proto.v1.Command.PutMember wire) throws MalformedMessage {
    return new Command.PutMember(
        required("member", wire.hasMember(), wire.getMember(), MemberCodec::decode));
  }

  static Command decode(io.saksi.proto.v1.Command.RecordInstance wire) throws MalformedMessage {
    return new Command.RecordInstance(
        Scalars.node("node", wire.getNode()), Scalars.instance("instance", wire.getInstance()));
  }

  static Command decode(io.saksi.proto.v1.Command.Found wire) throws MalformedMessage {
    NodeId node = Scalars.node("node", wire.getNode());
    return wire.hasAdopted()
        ? new Command.Found(node, Optional.of(decode(wire.getAdopted())))
        : new Command.Found(node);
  }

  private static Command.Adopted decode(io.saksi.proto.v1.Command.Adopted wire)
      throws MalformedMessage {
    Lsn end = Scalars.lsn("end", wire.hasEnd(), wire.getEnd());
    return Parse.checked("timeline", () -> new Command.Adopted(wire.getTimeline(), end));
  }

  static Command decode(io.saksi.proto.v1.Command.BeginFailover wire) throws MalformedMessage {
    Epoch ended = Scalars.epoch("ended", wire.getEnded());
    Cause cause = ReasonCodec.decode(wire.getCause());
    Optional<Lsn> end = Scalars.lsn(wire.hasFailoverLsn(), wire.getFailoverLsn());
    return Parse.checked("failover_lsn", () -> new Command.BeginFailover(ended, cause, end));
  }

  static Command decode(io.saksi.proto.v1.Command.Elect wire) throws MalformedMessage {
    return new Command.Elect(
        Scalars.epoch("epoch", wire.getEpoch()),
        Scalars.node("candidate", wire.getCandidate()),
        ReasonCodec.decode(wire.getAccession()),
        Scalars.node("source", wire.hasSource(), wire.getSource()),
        HistoryCodec.positions("positions", wire.getPositionsList()),
        required("proposed", wire.hasProposed(), wire.getProposed(), SyncCodec::decode));
  }

  static Command decode(io.saksi.proto.v1.Command.RecordFence wire) throws MalformedMessage {
    return new Command.RecordFence(
        Scalars.epoch("deposed", wire.getDeposed()), ReasonCodec.decode(wire.getProof()));
  }

  static Command decode(io.saksi.proto.v1.Command.AskFence wire) throws MalformedMessage {
    return new Command.AskFence(
        Scalars.epoch("deposed", wire.getDeposed()), Scalars.node("target", wire.getTarget()));
  }

  static Command decode(io.saksi.proto.v1.Command.Open wire) throws MalformedMessage {
    return new Command.Open(
        Scalars.epoch("epoch", wire.getEpoch()),
        required("set", wire.hasSet(), wire.getSet(), SyncCodec::decode),
        Scalars.lsn(wire.hasForkedAt(), wire.getForkedAt()));
  }

  static Command decode(io.saksi.proto.v1.Command.Renew wire) throws MalformedMessage {
    return new Command.Renew(
        Scalars.epoch("epoch", wire.getEpoch()),
        Scalars.count("number", wire.getNumber()),
        Scalars.length("ttl", wire.getTtlNanos()),
        Parse.optional("floor", wire.hasFloor(), wire.getFloor(), HistoryCodec::decode),
        Parse.optional("end", wire.hasEnd(), wire.getEnd(), HistoryCodec::decode));
  }

  static Command decode(io.saksi.proto.v1.Command.AppendSet wire) throws MalformedMessage {
    return new Command.AppendSet(
        Scalars.epoch("epoch", wire.getEpoch()),
        required("set", wire.hasSet(), wire.getSet(), SyncCodec::decode));
  }

  static Command decode(io.saksi.proto.v1.Command.ConfirmSet wire) throws MalformedMessage {
    return new Command.ConfirmSet(
        Scalars.epoch("epoch", wire.getEpoch()),
        Scalars.count("entry_id", wire.getEntryId()),
        Parse.optional("marker", wire.hasMarker(), wire.getMarker(), HistoryCodec::decode));
  }
}
