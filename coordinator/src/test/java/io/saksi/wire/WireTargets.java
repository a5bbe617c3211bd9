package io.saksi.wire;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Parser;
import io.saksi.core.audit.AuditTrail;
import io.saksi.core.command.Command;
import io.saksi.core.incident.IncidentTrail;
import io.saksi.core.model.Member;
import io.saksi.core.state.ClusterState;
import io.saksi.core.view.NodeReport;
import io.saksi.fuzz.Shape;
import io.saksi.fuzz.Target;
import io.saksi.fuzz.Trial;
import io.saksi.property.Draw;
import java.util.List;
import java.util.OptionalLong;

/** Messages, log entries and snapshots. */
public final class WireTargets {
  private WireTargets() {}

  /** What a snapshot holds: the state, and beside it the requests and the incidents. */
  record Whole(ClusterState state, AuditTrail trail, IncidentTrail incidents) {}

  public static List<Target> all() {
    return List.of(
        message("wire.snapshot", snapshots())
            .costing(40)
            .tried(Trial.roundTrip(WireTargets::whole, WireTargets::bytes)),
        message("wire.entry", entries())
            .tried(Trial.roundTrip(LogEntry::fromBytes, LogEntry::toBytes)),
        message("wire.result", AnyCore.any(CommandResult.class).map(CommandResult::toBytes))
            .tried(Trial.roundTrip(CommandResult::fromBytes, CommandResult::toBytes)),
        message("wire.report", reports())
            .tried(
                Trial.roundTrip(
                    in -> ReportCodec.decode(parsed(io.saksi.proto.v1.NodeReport.parser(), in)),
                    report -> ReportCodec.encode(report).toByteArray())),
        message("wire.broadcast", broadcasts())
            .costing(20)
            .tried(
                Trial.roundTrip(
                    in -> LeaderView.decode(parsed(io.saksi.proto.v1.LeaderBroadcast.parser(), in)),
                    view -> view.encode().toByteArray())),
        message("wire.member", members().map(io.saksi.proto.v1.Member::toByteArray))
            .tried(
                Trial.roundTrip(
                    in -> MemberCodec.decode(parsed(io.saksi.proto.v1.Member.parser(), in)),
                    member -> MemberCodec.encode(member).toByteArray())));
  }

  private static Target message(String name, Draw<byte[]> valid) {
    return Target.of(name, valid).shaped(Shape.PROTOBUF).refusesBy(MalformedMessage.class);
  }

  /** Snapshots as the replicas write them. */
  public static Draw<byte[]> snapshots() {
    Draw<AuditTrail> trails = AnyCore.any(AuditTrail.class);
    Draw<IncidentTrail> incidents = AnyCore.any(IncidentTrail.class);
    return random ->
        StateCodec.toBytes(
            AnyCore.states().from(random), trails.from(random), incidents.from(random));
  }

  /** Entries of the Raft log. */
  public static Draw<byte[]> entries() {
    return AnyCore.any(LogEntry.class).map(LogEntry::toBytes);
  }

  /** A primary's. */
  public static Draw<LogEntry> renewals() {
    return AnyCore.any(Command.Renew.class)
        .map(renewal -> new LogEntry(OptionalLong.empty(), renewal, "a"));
  }

  /** Of a cluster, as they describe themselves. */
  public static Draw<io.saksi.proto.v1.Member> members() {
    return AnyCore.any(Member.class).map(MemberCodec::encode);
  }

  /** What agents tell the leader. */
  public static Draw<byte[]> reports() {
    return AnyCore.any(NodeReport.class).map(r -> ReportCodec.encode(r).toByteArray());
  }

  /** What the leader tells all agents. */
  public static Draw<byte[]> broadcasts() {
    return RoundTripTest.views().map(view -> view.encode().toByteArray());
  }

  private static Whole whole(byte[] bytes) throws MalformedMessage {
    return new Whole(
        StateCodec.fromBytes(bytes),
        StateCodec.trailFromBytes(bytes),
        StateCodec.incidentsFromBytes(bytes));
  }

  private static byte[] bytes(Whole whole) {
    return StateCodec.toBytes(whole.state(), whole.trail(), whole.incidents());
  }

  /** As gRPC does before anything of ours is asked. */
  public static <M> M parsed(Parser<M> parser, byte[] bytes) throws MalformedMessage {
    try {
      return parser.parseFrom(bytes);
    } catch (InvalidProtocolBufferException e) {
      throw new MalformedMessage("message", "as gRPC would refuse it", e);
    }
  }
}
