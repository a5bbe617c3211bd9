package io.saksi.wire;

import io.saksi.core.incident.Election;
import io.saksi.core.incident.Incident;
import io.saksi.core.incident.Loss;
import io.saksi.core.model.NodeId;
import java.util.Optional;

/** The orders and elections of an incident. */
final class ElectionCodec {
  private ElectionCodec() {}

  static io.saksi.proto.v1.Incident.Order encode(Incident.Order order) {
    return io.saksi.proto.v1.Incident.Order.newBuilder()
        .setKind(IncidentWords.encode(order.kind()))
        .setTarget(order.target().name())
        .setRequest(AuditCodec.encode(order.request()))
        .build();
  }

  static Incident.Order decode(io.saksi.proto.v1.Incident.Order wire) throws MalformedMessage {
    return new Incident.Order(
        IncidentWords.decode(wire.getKind()),
        Scalars.node("target", wire.getTarget()),
        Parse.required("request", wire.hasRequest(), wire.getRequest(), AuditCodec::decode));
  }

  static io.saksi.proto.v1.Incident.Election encode(Election election) {
    var wire =
        io.saksi.proto.v1.Incident.Election.newBuilder()
            .setEpoch(election.epoch().number())
            .setCause(ReasonCodec.encode(election.cause()))
            .addAllEvidence(election.evidence().stream().map(StampCodec::encode).toList());
    election.vote().map(ElectionCodec::encode).ifPresent(wire::setVote);
    election.opening().map(ElectionCodec::encode).ifPresent(wire::setOpening);
    return wire.build();
  }

  static Election decode(io.saksi.proto.v1.Incident.Election wire) throws MalformedMessage {
    return new Election(
        Scalars.epoch("epoch", wire.getEpoch()),
        ReasonCodec.decode(wire.getCause()),
        Parse.list("evidence", wire.getEvidenceList(), Bounds.MAX_TROUBLE, StampCodec::decode),
        Parse.optional("vote", wire.hasVote(), wire.getVote(), ElectionCodec::decode),
        Parse.optional("opening", wire.hasOpening(), wire.getOpening(), ElectionCodec::decode));
  }

  private static io.saksi.proto.v1.Incident.Vote encode(Election.Vote vote) {
    var wire =
        io.saksi.proto.v1.Incident.Vote.newBuilder()
            .setChosen(vote.chosen().name())
            .setAccession(ReasonCodec.encode(vote.accession()))
            .addAllPositions(HistoryCodec.encode(vote.positions()))
            .setLoss(encode(vote.loss()));
    vote.source().map(NodeId::name).ifPresent(wire::setSource);
    vote.formerEnd().map(HistoryCodec::encode).ifPresent(wire::setFormerEnd);
    return wire.build();
  }

  private static Election.Vote decode(io.saksi.proto.v1.Incident.Vote wire)
      throws MalformedMessage {
    return new Election.Vote(
        Scalars.node("chosen", wire.getChosen()),
        ReasonCodec.decode(wire.getAccession()),
        Scalars.node("source", wire.hasSource(), wire.getSource()),
        HistoryCodec.positions("positions", wire.getPositionsList()),
        Parse.optional(
            "former_end", wire.hasFormerEnd(), wire.getFormerEnd(), HistoryCodec::decode),
        Parse.required("loss", wire.hasLoss(), wire.getLoss(), ElectionCodec::decode));
  }

  static io.saksi.proto.v1.Incident.Loss encode(Loss loss) {
    var wire = io.saksi.proto.v1.Incident.Loss.newBuilder().setProven(loss.proven());
    loss.bytes().ifPresent(wire::setBytes);
    loss.span().map(Scalars::nanos).ifPresent(wire::setSpanNanos);
    return wire.build();
  }

  static Loss decode(io.saksi.proto.v1.Incident.Loss wire) throws MalformedMessage {
    return new Loss(
        wire.getProven(),
        wire.hasBytes() ? Optional.of(Scalars.count("bytes", wire.getBytes())) : Optional.empty(),
        wire.hasSpanNanos()
            ? Optional.of(Scalars.length("span", wire.getSpanNanos()))
            : Optional.empty());
  }

  private static io.saksi.proto.v1.Incident.Opening encode(Election.Opening opening) {
    var wire =
        io.saksi.proto.v1.Incident.Opening.newBuilder().setSet(SyncCodec.encode(opening.set()));
    opening.forkedAt().ifPresent(at -> wire.setForkedAt(at.value()));
    return wire.build();
  }

  private static Election.Opening decode(io.saksi.proto.v1.Incident.Opening wire)
      throws MalformedMessage {
    return new Election.Opening(
        Parse.required("set", wire.hasSet(), wire.getSet(), SyncCodec::decode),
        Scalars.lsn(wire.hasForkedAt(), wire.getForkedAt()));
  }
}
