package io.saksi.wire;

import io.saksi.core.audit.Request;
import io.saksi.core.command.Command;
import io.saksi.core.command.Level;
import io.saksi.core.incident.Evidence;
import io.saksi.core.incident.Finding;
import io.saksi.core.incident.Stamp;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * One entry of the Raft log, as its proposer made it.
 *
 * @param basedOn the state version that the decision was made on; empty for facts and renewals
 * @param author the node that proposed it
 * @param origin for people: what is behind it; may be empty
 * @param request the operator's, if one is behind it
 * @param at when the Raft leader wrote it; empty before that, and in entries of an older Saksi
 * @param evidence what the leader saw, where the command ends a reign
 */
public record LogEntry(
    OptionalLong basedOn,
    Command command,
    String author,
    String origin,
    Optional<Request> request,
    Optional<Stamp> at,
    List<Finding> evidence) {
  static final int FORMAT = Level.NEWEST;

  public LogEntry {
    evidence = List.copyOf(evidence);
  }

  public LogEntry(
      OptionalLong basedOn,
      Command command,
      String author,
      String origin,
      Optional<Request> request) {
    this(basedOn, command, author, origin, request, Optional.empty(), List.of());
  }

  public LogEntry(OptionalLong basedOn, Command command, String author) {
    this(basedOn, command, author, "", Optional.empty());
  }

  /** As it is written: with the writer's time, whatever it said before. */
  public LogEntry at(Stamp now) {
    return new LogEntry(basedOn, command, author, origin, request, Optional.of(now), evidence);
  }

  public LogEntry because(List<Finding> seen) {
    return new LogEntry(basedOn, command, author, origin, request, at, seen);
  }

  /**
   * Equal entries give equal bytes.
   *
   * @throws IllegalArgumentException if the command holds a negative length of time
   */
  public byte[] toBytes() {
    return encode().toByteArray();
  }

  /**
   * @throws MalformedMessage also for a command or format that only a newer Saksi knows. A replica
   *     that meets one in the log must stop, not skip it: it would no longer hold the same state
   */
  public static LogEntry fromBytes(byte[] bytes) throws MalformedMessage {
    return decode(
        Parse.bytes("entry", io.saksi.proto.v1.LogEntry.parser(), bytes, Bounds.MAX_ENTRY_BYTES));
  }

  public io.saksi.proto.v1.LogEntry encode() {
    var wire =
        io.saksi.proto.v1.LogEntry.newBuilder()
            .setFormat(Level.since(command))
            .setCommand(CommandCodec.encode(command))
            .setAuthor(author)
            .setOrigin(Scalars.clipped(origin))
            .setEndMark(Envelope.END_MARK);
    basedOn.ifPresent(wire::setBasedOn);
    request.map(AuditCodec::encode).ifPresent(wire::setRequest);
    at.map(StampCodec::encode).ifPresent(wire::setAt);
    evidence.forEach(finding -> wire.addEvidence(StampCodec.encode(finding)));
    return wire.build();
  }

  public static LogEntry decode(io.saksi.proto.v1.LogEntry wire) throws MalformedMessage {
    Envelope.check("entry", wire.getFormat(), FORMAT, wire.getEndMark());
    return new LogEntry(
        wire.hasBasedOn()
            ? OptionalLong.of(Scalars.count("based_on", wire.getBasedOn()))
            : OptionalLong.empty(),
        Parse.required("command", wire.hasCommand(), wire.getCommand(), CommandCodec::decode),
        Scalars.name("author", wire.getAuthor(), Bounds.MAX_NAME),
        Scalars.text("origin", wire.getOrigin()),
        Parse.optional("request", wire.hasRequest(), wire.getRequest(), AuditCodec::decode),
        Parse.optional("at", wire.hasAt(), wire.getAt(), StampCodec::decode),
        Parse.list("evidence", wire.getEvidenceList(), Evidence.MOST, StampCodec::decode));
  }
}
