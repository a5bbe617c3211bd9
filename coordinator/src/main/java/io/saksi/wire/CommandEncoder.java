package io.saksi.wire;

import io.saksi.core.command.Command;
import io.saksi.core.model.Lsn;
import io.saksi.core.model.NodeId;

/** One method for each command, from value to message. */
final class CommandEncoder {
  private CommandEncoder() {}

  static io.saksi.proto.v1.Command.CreateCluster encode(Command.CreateCluster create) {
    return io.saksi.proto.v1.Command.CreateCluster.newBuilder()
        .setCluster(MemberCodec.encode(create.cluster()))
        .setSettings(SettingsCodec.encode(create.settings()))
        .setFounder(MemberCodec.encode(create.founder()))
        .build();
  }

  static io.saksi.proto.v1.Command.PutMember encode(Command.PutMember put) {
    return io.saksi.proto.v1.Command.PutMember.newBuilder()
        .setMember(MemberCodec.encode(put.member()))
        .build();
  }

  static io.saksi.proto.v1.Command.RecordInstance encode(Command.RecordInstance record) {
    return io.saksi.proto.v1.Command.RecordInstance.newBuilder()
        .setNode(record.node().name())
        .setInstance(record.instance().value())
        .build();
  }

  static io.saksi.proto.v1.Command.Found encode(Command.Found found) {
    var wire = io.saksi.proto.v1.Command.Found.newBuilder().setNode(found.node().name());
    found
        .adopted()
        .ifPresent(adopted ->
            wire.setAdopted(
                io.saksi.proto.v1.Command.Adopted.newBuilder()
                    .setTimeline(adopted.timeline())
                    .setEnd(adopted.end().value())));
    return wire.build();
  }

  static io.saksi.proto.v1.Command.BeginFailover encode(Command.BeginFailover begin) {
    var wire =
        io.saksi.proto.v1.Command.BeginFailover.newBuilder()
            .setEnded(begin.ended().number())
            .setCause(ReasonCodec.encode(begin.cause()));
    begin.failoverLsn().ifPresent(lsn -> wire.setFailoverLsn(lsn.value()));
    return wire.build();
  }

  static io.saksi.proto.v1.Command.Elect encode(Command.Elect elect) {
    var wire =
        io.saksi.proto.v1.Command.Elect.newBuilder()
            .setEpoch(elect.epoch().number())
            .setCandidate(elect.candidate().name())
            .setAccession(ReasonCodec.encode(elect.accession()))
            .addAllPositions(HistoryCodec.encode(elect.positions()))
            .setProposed(SyncCodec.encode(elect.proposed()));
    elect.source().map(NodeId::name).ifPresent(wire::setSource);
    return wire.build();
  }

  static io.saksi.proto.v1.Command.RecordFence encode(Command.RecordFence fence) {
    return io.saksi.proto.v1.Command.RecordFence.newBuilder()
        .setDeposed(fence.deposed().number())
        .setProof(ReasonCodec.encode(fence.proof()))
        .build();
  }

  static io.saksi.proto.v1.Command.AskFence encode(Command.AskFence ask) {
    return io.saksi.proto.v1.Command.AskFence.newBuilder()
        .setDeposed(ask.deposed().number())
        .setTarget(ask.target().name())
        .build();
  }

  static io.saksi.proto.v1.Command.Open encode(Command.Open open) {
    var wire =
        io.saksi.proto.v1.Command.Open.newBuilder()
            .setEpoch(open.epoch().number())
            .setSet(SyncCodec.encode(open.set()));
    open.forkedAt().map(Lsn::value).ifPresent(wire::setForkedAt);
    return wire.build();
  }

  static io.saksi.proto.v1.Command.Renew encode(Command.Renew renew) {
    var wire =
        io.saksi.proto.v1.Command.Renew.newBuilder()
            .setEpoch(renew.epoch().number())
            .setNumber(renew.number())
            .setTtlNanos(Scalars.nanos(renew.ttl()));
    renew.floor().map(HistoryCodec::encode).ifPresent(wire::setFloor);
    renew.end().map(HistoryCodec::encode).ifPresent(wire::setEnd);
    return wire.build();
  }

  static io.saksi.proto.v1.Command.AppendSet encode(Command.AppendSet append) {
    return io.saksi.proto.v1.Command.AppendSet.newBuilder()
        .setEpoch(append.epoch().number())
        .setSet(SyncCodec.encode(append.set()))
        .build();
  }

  static io.saksi.proto.v1.Command.ConfirmSet encode(Command.ConfirmSet confirm) {
    var wire =
        io.saksi.proto.v1.Command.ConfirmSet.newBuilder()
            .setEpoch(confirm.epoch().number())
            .setEntryId(confirm.entryId());
    confirm.marker().map(HistoryCodec::encode).ifPresent(wire::setMarker);
    return wire.build();
  }
}
