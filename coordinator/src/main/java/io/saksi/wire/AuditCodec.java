package io.saksi.wire;

import com.google.protobuf.ByteString;
import io.saksi.core.audit.AuditEntry;
import io.saksi.core.audit.Request;
import java.time.Instant;
import java.util.Optional;

/** Operators' requests, in log entries and in snapshots. */
final class AuditCodec {
  private AuditCodec() {}

  static io.saksi.proto.v1.Request encode(Request request) {
    return io.saksi.proto.v1.Request.newBuilder()
        .setKey(Scalars.clipped(request.key()))
        .setWho(Scalars.clipped(request.who()))
        .setFrom(Scalars.clipped(request.from()))
        .setWhy(Scalars.clipped(request.why()))
        .setAtEpochMillis(request.at().toEpochMilli())
        .setFingerprint(Scalars.clipped(request.fingerprint()))
        .build();
  }

  static Request decode(io.saksi.proto.v1.Request wire) throws MalformedMessage {
    return new Request(
        Scalars.text("key", wire.getKey()),
        Scalars.text("who", wire.getWho()),
        Scalars.text("from", wire.getFrom()),
        Scalars.text("why", wire.getWhy()),
        Instant.ofEpochMilli(wire.getAtEpochMillis()),
        Scalars.text("fingerprint", wire.getFingerprint()));
  }

  static io.saksi.proto.v1.AuditEntry encode(AuditEntry entry) {
    var wire =
        io.saksi.proto.v1.AuditEntry.newBuilder()
            .setRequest(encode(entry.request()))
            .setCommand(CommandCodec.encode(entry.command()).toByteString())
            .setVersion(entry.version())
            .setEpoch(entry.epoch().number());
    entry
        .outcome()
        .ifPresent(outcome ->
            wire.setOutcome(Scalars.clipped(outcome.how())).setAsOrdered(outcome.asOrdered()));
    return wire.build();
  }

  static AuditEntry decode(io.saksi.proto.v1.AuditEntry wire) throws MalformedMessage {
    return new AuditEntry(
        Parse.required("request", wire.hasRequest(), wire.getRequest(), AuditCodec::decode),
        CommandCodec.decode(command(wire.getCommand())),
        Scalars.count("version", wire.getVersion()),
        Scalars.epoch("epoch", wire.getEpoch()),
        wire.hasOutcome()
            ? Optional.of(
                new AuditEntry.Outcome(
                    wire.getAsOrdered(), Scalars.text("outcome", wire.getOutcome())))
            : Optional.empty());
  }

  private static io.saksi.proto.v1.Command command(ByteString bytes) throws MalformedMessage {
    return Parse.bytes(
        "command", io.saksi.proto.v1.Command.parser(), bytes.toByteArray(), Bounds.MAX_ENTRY_BYTES);
  }
}
