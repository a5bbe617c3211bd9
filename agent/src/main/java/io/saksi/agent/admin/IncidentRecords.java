package io.saksi.agent.admin;

import io.saksi.core.decide.check.ProblemCode;
import io.saksi.core.incident.Election;
import io.saksi.core.incident.Finding;
import io.saksi.core.incident.Incident;
import io.saksi.core.incident.Loss;
import io.saksi.core.incident.Mark;
import io.saksi.core.incident.Stamp;
import io.saksi.core.model.Cause;
import io.saksi.core.model.NodeId;
import io.saksi.core.model.Position;
import io.saksi.proto.v1.ElectionRecord;
import io.saksi.proto.v1.IncidentFinding;
import io.saksi.proto.v1.IncidentLoss;
import io.saksi.proto.v1.IncidentOrder;
import io.saksi.proto.v1.IncidentRecord;
import io.saksi.proto.v1.IncidentStep;
import io.saksi.proto.v1.VotedPosition;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** From the core's incidents to messages. */
final class IncidentRecords {
  private IncidentRecords() {}

  /** Without its elections, so that all that are kept fit into one message. */
  static IncidentRecord brief(Incident incident) {
    return record(incident).build();
  }

  static IncidentRecord whole(Incident incident) {
    IncidentRecord.Builder record = record(incident);
    incident.elections().forEach(election -> record.addElections(of(election)));
    return record.build();
  }

  private static IncidentRecord.Builder record(Incident incident) {
    IncidentRecord.Builder record =
        IncidentRecord.newBuilder()
            .setNumber(incident.number())
            .setKind(word(incident.kind()))
            .setCause(cause(incident))
            .setOutcome(incident.end().map(end -> word(end.how())).orElse("under-way"))
            .setOutcomeDetail(incident.end().map(Incident.End::words).orElse("it goes on"))
            .setFrom(incident.primary().name())
            .setFromEpoch(incident.ended().number())
            .setFromTimeline(incident.branch().timeline())
            .setTo(incident.end().map(end -> end.leads().name()).orElse(""))
            .setToEpoch(incident.end().map(end -> end.epoch().number()).orElse(0L))
            .setFence(incident.fence().map(IncidentRecords::word).orElse(""))
            .setForgottenElections(incident.forgotten())
            .setElectionCount(incident.elections().size() + incident.forgotten());
    times(incident, record);
    incident.decisive().ifPresent(election -> wal(election, record));
    incident.loss().map(IncidentRecords::of).ifPresent(record::setLoss);
    incident.orders().forEach(order -> record.addOrders(of(order)));
    return record;
  }

  private static String cause(Incident incident) {
    return incident.kind() == Incident.Kind.LAPSE
        ? "LEASE_LAPSED"
        : incident
            .first()
            .filter(_ -> incident.kind() == Incident.Kind.FAILOVER)
            .map(IncidentRecords::cause)
            .orElse(incident.kind().name());
  }

  /** The finding that decided, which is more exact than the cause: several problems share one. */
  private static String cause(Election election) {
    return election.evidence().stream()
        .map(Finding::code)
        .filter(code -> endsReigns(code, election.cause()))
        .findFirst()
        .orElse(election.cause().name());
  }

  private static boolean endsReigns(String code, Cause by) {
    return Arrays.stream(ProblemCode.values())
        .filter(problem -> problem.name().equals(code))
        .anyMatch(problem -> problem.cause().equals(Optional.of(by)));
  }

  private static void times(Incident incident, IncidentRecord.Builder record) {
    incident.downFrom().ifPresent(from -> record.setDownFromMs(from.at().toEpochMilli()));
    incident.downTo().ifPresent(to -> record.setDownToMs(to.at().toEpochMilli()));
    incident
        .outage()
        .ifPresent(
            span -> record.setOutageMs(span.length().toMillis()).setOutageExact(span.exact()));
    Optional<Stamp> before = Optional.empty();
    for (Mark mark : incident.marks()) {
      record.addSteps(of(mark, before));
      before = Optional.of(mark.at());
    }
  }

  private static IncidentStep of(Mark mark, Optional<Stamp> before) {
    IncidentStep.Builder step =
        IncidentStep.newBuilder()
            .setStep(word(mark.step()))
            .setEpoch(mark.epoch().number())
            .setAtMs(mark.at().at().toEpochMilli());
    before
        .map(last -> last.until(mark.at()))
        .ifPresent(span -> step.setTookMs(span.length().toMillis()).setExact(span.exact()));
    return step.build();
  }

  private static void wal(Election election, IncidentRecord.Builder record) {
    election
        .vote()
        .flatMap(Election.Vote::formerEnd)
        .map(Position::lsn)
        .ifPresent(end -> record.setFormerEndLsn(end.value()));
    election
        .opening()
        .flatMap(Election.Opening::forkedAt)
        .ifPresent(fork -> record.setForkLsn(fork.value()));
    election.gap().ifPresent(record::setGapBytes);
  }

  private static IncidentLoss of(Loss loss) {
    IncidentLoss.Builder message = IncidentLoss.newBuilder().setProven(loss.proven());
    loss.bytes().ifPresent(message::setBytes);
    loss.span().map(Duration::toMillis).ifPresent(message::setSpanMs);
    return message.build();
  }

  /** Without the address that the order came from: who may read this need not be an operator. */
  private static IncidentOrder of(Incident.Order order) {
    return IncidentOrder.newBuilder()
        .setKind(word(order.kind()))
        .setTarget(order.target().name())
        .setWho(order.request().who())
        .setWhy(order.request().why())
        .setAtMs(order.request().at().toEpochMilli())
        .build();
  }

  private static ElectionRecord of(Election election) {
    ElectionRecord.Builder record =
        ElectionRecord.newBuilder()
            .setEpoch(election.epoch().number())
            .setCause(election.cause().name())
            .setOpened(election.opening().isPresent())
            .setSet(election.opening().map(opening -> opening.set().toString()).orElse(""));
    election
        .evidence()
        .forEach(finding ->
            record.addEvidence(
                IncidentFinding.newBuilder()
                    .setCode(finding.code())
                    .setNode(finding.node().name())
                    .setEvidence(finding.evidence())));
    election.vote().ifPresent(vote -> vote(vote, record));
    return record.build();
  }

  private static void vote(Election.Vote vote, ElectionRecord.Builder record) {
    record
        .setChosen(vote.chosen().name())
        .setAccession(word(vote.accession()))
        .setSource(vote.source().map(NodeId::name).orElse(""));
    vote.positions()
        .forEach((node, position) ->
            record.addPositions(
                VotedPosition.newBuilder()
                    .setNode(node.name())
                    .setTimeline(position.branch().timeline())
                    .setLsn(position.lsn().value())));
  }

  private static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
