package io.saksi.wire;

import io.saksi.core.incident.Incident;
import io.saksi.core.incident.IncidentTrail;
import io.saksi.core.incident.Mark;
import io.saksi.core.incident.Service;

/** The incidents in a snapshot. */
final class IncidentCodec {
  /** Orders, elections or marks of one incident: the core keeps fewer. */
  private static final int MOST_PARTS = 1_000;

  private IncidentCodec() {}

  static io.saksi.proto.v1.IncidentTrail encode(IncidentTrail trail) {
    var wire =
        io.saksi.proto.v1.IncidentTrail.newBuilder()
            .addAllIncidents(trail.incidents().stream().map(IncidentCodec::encode).toList())
            .setDropped(trail.dropped());
    trail.since().map(StampCodec::encode).ifPresent(wire::setSince);
    trail.service().map(IncidentCodec::encode).ifPresent(wire::setService);
    return wire.build();
  }

  static IncidentTrail decode(io.saksi.proto.v1.IncidentTrail wire) throws MalformedMessage {
    return new IncidentTrail(
        Parse.list(
            "incidents", wire.getIncidentsList(), IncidentTrail.LONGEST, IncidentCodec::decode),
        Scalars.count("dropped", wire.getDropped()),
        Parse.optional("since", wire.hasSince(), wire.getSince(), StampCodec::decode),
        Parse.optional("service", wire.hasService(), wire.getService(), IncidentCodec::decode));
  }

  private static io.saksi.proto.v1.Service encode(Service service) {
    var wire =
        io.saksi.proto.v1.Service.newBuilder()
            .setEpoch(service.epoch().number())
            .setTtlNanos(Scalars.nanos(service.ttl()))
            .setLast(StampCodec.encode(service.last()));
    service
        .ends()
        .forEach(reach ->
            wire.addEndsBuilder()
                .setEnd(HistoryCodec.encode(reach.end()))
                .setAt(StampCodec.encode(reach.at())));
    return wire.build();
  }

  private static Service decode(io.saksi.proto.v1.Service wire) throws MalformedMessage {
    return new Service(
        Scalars.epoch("epoch", wire.getEpoch()),
        Scalars.length("ttl", wire.getTtlNanos()),
        Parse.required("last", wire.hasLast(), wire.getLast(), StampCodec::decode),
        Parse.list("ends", wire.getEndsList(), Service.MOST_ENDS, IncidentCodec::decode));
  }

  private static Service.Reach decode(io.saksi.proto.v1.Service.Reach wire)
      throws MalformedMessage {
    return new Service.Reach(
        Parse.required("end", wire.hasEnd(), wire.getEnd(), HistoryCodec::decode),
        Parse.required("at", wire.hasAt(), wire.getAt(), StampCodec::decode));
  }

  private static io.saksi.proto.v1.Incident encode(Incident incident) {
    var wire =
        io.saksi.proto.v1.Incident.newBuilder()
            .setNumber(incident.number())
            .setKind(IncidentWords.encode(incident.kind()))
            .setEnded(incident.ended().number())
            .setPrimary(incident.primary().name())
            .setBranch(HistoryCodec.encode(incident.branch()))
            .addAllOrders(incident.orders().stream().map(ElectionCodec::encode).toList())
            .addAllElections(incident.elections().stream().map(ElectionCodec::encode).toList())
            .setForgotten(incident.forgotten())
            .addAllMarks(incident.marks().stream().map(IncidentCodec::encode).toList());
    incident.forgottenLoss().map(ElectionCodec::encode).ifPresent(wire::setForgottenLoss);
    incident.fence().map(ReasonCodec::encode).ifPresent(wire::setFence);
    incident.end().map(IncidentCodec::encode).ifPresent(wire::setEnd);
    return wire.build();
  }

  private static Incident decode(io.saksi.proto.v1.Incident wire) throws MalformedMessage {
    return new Incident(
        Scalars.count("number", wire.getNumber()),
        IncidentWords.decode(wire.getKind()),
        Scalars.epoch("ended", wire.getEnded()),
        Scalars.node("primary", wire.getPrimary()),
        Parse.required("branch", wire.hasBranch(), wire.getBranch(), HistoryCodec::decode),
        Parse.list("orders", wire.getOrdersList(), MOST_PARTS, ElectionCodec::decode),
        Parse.list("elections", wire.getElectionsList(), MOST_PARTS, ElectionCodec::decode),
        Scalars.count("forgotten", wire.getForgotten()),
        Parse.optional(
            "forgotten_loss",
            wire.hasForgottenLoss(),
            wire.getForgottenLoss(),
            ElectionCodec::decode),
        Parse.list("marks", wire.getMarksList(), MOST_PARTS, IncidentCodec::decode),
        Parse.optional("fence", wire.hasFence(), wire.getFence(), ReasonCodec::decode),
        Parse.optional("end", wire.hasEnd(), wire.getEnd(), IncidentCodec::decode));
  }

  private static io.saksi.proto.v1.Incident.Mark encode(Mark mark) {
    return io.saksi.proto.v1.Incident.Mark.newBuilder()
        .setStep(IncidentWords.encode(mark.step()))
        .setEpoch(mark.epoch().number())
        .setAt(StampCodec.encode(mark.at()))
        .build();
  }

  private static Mark decode(io.saksi.proto.v1.Incident.Mark wire) throws MalformedMessage {
    return new Mark(
        IncidentWords.decode(wire.getStep()),
        Scalars.epoch("epoch", wire.getEpoch()),
        Parse.required("at", wire.hasAt(), wire.getAt(), StampCodec::decode));
  }

  private static io.saksi.proto.v1.Incident.End encode(Incident.End end) {
    return io.saksi.proto.v1.Incident.End.newBuilder()
        .setHow(IncidentWords.encode(end.how()))
        .setLeads(end.leads().name())
        .setEpoch(end.epoch().number())
        .setWords(Scalars.clipped(end.words()))
        .build();
  }

  private static Incident.End decode(io.saksi.proto.v1.Incident.End wire) throws MalformedMessage {
    return new Incident.End(
        IncidentWords.decode(wire.getHow()),
        Scalars.node("leads", wire.getLeads()),
        Scalars.epoch("epoch", wire.getEpoch()),
        Scalars.text("words", wire.getWords()));
  }
}
