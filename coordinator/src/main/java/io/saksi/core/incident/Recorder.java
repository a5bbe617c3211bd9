package io.saksi.core.incident;

import io.saksi.core.audit.Request;
import io.saksi.core.command.Command;
import io.saksi.core.model.Cause;
import io.saksi.core.model.Deposed;
import io.saksi.core.model.Epoch;
import io.saksi.core.model.NodeId;
import io.saksi.core.model.Orders;
import io.saksi.core.model.Reign;
import io.saksi.core.state.ClusterState;
import io.saksi.core.state.Recovery;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * What one applied entry adds to the trail. Only applied ones come here, so each is what the state
 * says it is; where an incident is missing it began before this Saksi kept any.
 */
final class Recorder {
  private final IncidentTrail trail;
  private final ClusterState before;
  private final Entry entry;

  Recorder(IncidentTrail trail, ClusterState before, Entry entry) {
    this.trail = trail;
    this.before = before;
    this.entry = entry;
  }

  IncidentTrail next() {
    return switch (entry.command()) {
      case Command.BeginSwitchover begin -> switchover(begin);
      case Command.RecordShutdown down -> marked(Mark.Step.SHUT_DOWN, down.epoch());
      case Command.CancelSwitchover cancel -> cancelled(cancel);
      case Command.FinishRollback finish -> rolledBack(finish);
      case Command.BeginFailover begin -> begun(begin);
      case Command.ForceFailover force -> forced(force);
      case Command.Recover recover -> recovered(recover);
      case Command.Elect elect -> elected(elect);
      case Command.RecordFence fence -> fenced(fence);
      case Command.Open open -> opened(open);
      case Command.Renew renew -> renewed(renew);
      case Command.CreateCluster _,
          Command.PutMember _,
          Command.RecordInstance _,
          Command.Found _,
          Command.AskFence _,
          Command.AppendSet _,
          Command.ConfirmSet _,
          Command.SetMode _,
          Command.SetSettings _,
          Command.SetConfiguration _,
          Command.RaiseLevel _,
          Command.Pause _,
          Command.Resume _,
          Command.SetTags _,
          Command.RemoveMember _,
          Command.ScheduleSwitchover _,
          Command.EndSchedule _,
          Command.SuspendNode _,
          Command.ClearSuspect _,
          Command.ResumeNode _,
          Command.DetachNode _,
          Command.BeginMaintenance _,
          Command.EndMaintenance _,
          Command.FinishMaintenance _,
          Command.SpendToken _ ->
          trail;
    };
  }

  private IncidentTrail changed(UnaryOperator<Draft> how) {
    return trail
        .underWay()
        .map(incident -> trail.withLast(how.apply(new Draft(incident)).build()))
        .orElse(trail);
  }

  private IncidentTrail marked(Mark.Step step, Epoch epoch) {
    return changed(draft -> draft.marked(step, epoch, entry.at()));
  }

  private IncidentTrail switchover(Command.BeginSwitchover begin) {
    return before.reign() instanceof Reign.Open open
        ? trail.with(
            withOrder(new Draft(empty(Incident.Kind.SWITCHOVER, open)), begin.target())
                .marked(Mark.Step.ORDERED, open.epoch(), entry.at())
                .build())
        : trail;
  }

  private Incident empty(Incident.Kind kind, Reign.Open open) {
    return new Incident(
        trail.nextNumber(),
        kind,
        open.epoch(),
        open.primary(),
        open.branch(),
        List.of(),
        List.of(),
        0,
        Optional.empty(),
        List.of(),
        Optional.empty(),
        Optional.empty());
  }

  private Draft withOrder(Draft draft, NodeId target) {
    Incident.Kind kind =
        switch (entry.command()) {
          case Command.ForceFailover _ -> Incident.Kind.FORCED;
          case Command.Recover _ -> Incident.Kind.DISASTER;
          case Command _ -> Incident.Kind.SWITCHOVER;
        };
    entry
        .request()
        .or(this::planned)
        .or(this::maintenance)
        .ifPresent(r -> draft.ordered(new Incident.Order(kind, target, r)));
    return draft;
  }

  /** The leader begins this switchover, because an operator wants to work on the primary's node. */
  private Optional<Request> maintenance() {
    return before
        .reign()
        .leader()
        .map(before.orders().maintenance()::get)
        .map(m ->
            new Request(
                "", "saksi", "", "maintenance of its node: " + m.reason(), entry.at().at()));
  }

  /** The leader began what an operator had scheduled. */
  private Optional<Request> planned() {
    return before
        .orders()
        .scheduled()
        .filter(plan ->
            entry.command() instanceof Command.BeginSwitchover begin
                && begin.planned().equals(Optional.of(plan.at())))
        .map(plan ->
            new Request(
                plan.by().key(), plan.by().who(), plan.by().from(), plan.by().why(), plan.at()));
  }

  private IncidentTrail cancelled(Command.CancelSwitchover cancel) {
    boolean already =
        before.orders().switchover().flatMap(Orders.Switchover::rolledBack).isPresent();
    return already ? trail : marked(Mark.Step.CANCELLED, cancel.epoch());
  }

  private IncidentTrail rolledBack(Command.FinishRollback finish) {
    String why =
        before.orders().switchover().flatMap(Orders.Switchover::rolledBack).orElse("not said why");
    return trail
        .underWay()
        .map(incident ->
            trail.withLast(
                new Draft(incident)
                    .marked(Mark.Step.BACK, finish.epoch(), entry.at())
                    .ended(
                        new Incident.End(
                            Incident.How.ROLLED_BACK, incident.primary(), finish.epoch(), why))
                    .build()))
        .orElse(trail);
  }

  private IncidentTrail begun(Command.BeginFailover begin) {
    Epoch next = before.reign().epoch().next();
    return withElection(
        Incident.Kind.FAILOVER,
        next,
        begin.cause(),
        draft ->
            begin.failoverLsn().isPresent()
                ? draft.marked(Mark.Step.SHUT_DOWN, begin.ended(), entry.at())
                : draft);
  }

  private IncidentTrail forced(Command.ForceFailover force) {
    Epoch epoch =
        before.reign() instanceof Reign.Electing stuck ? stuck.epoch() : force.epoch().next();
    return withElection(
        Incident.Kind.FORCED,
        epoch,
        Cause.FORCED,
        draft -> withOrder(draft, force.target()).kind(Incident.Kind.FORCED));
  }

  private IncidentTrail recovered(Command.Recover recover) {
    return withElection(
        Incident.Kind.DISASTER,
        Recovery.epochAfter(before, recover),
        Cause.DISASTER,
        draft -> withOrder(draft, recover.survivor()).kind(Incident.Kind.DISASTER));
  }

  /**
   * One more election of the incident under way: after a candidate that failed, and also after one
   * that was allowed to open and never did, for clients saw one outage.
   */
  private IncidentTrail withElection(
      Incident.Kind kind, Epoch epoch, Cause cause, UnaryOperator<Draft> more) {
    Election election =
        new Election(epoch, cause, entry.evidence(), Optional.empty(), Optional.empty());
    UnaryOperator<Draft> add =
        draft -> more.apply(draft).begun(election).marked(Mark.Step.BEGUN, epoch, entry.at());
    if (trail.underWay().isPresent()) {
      return changed(add);
    }
    return before.reign() instanceof Reign.Open open
        ? trail.with(add.apply(sinceRenewal(new Draft(empty(kind, open)), open.epoch())).build())
        : trail;
  }

  private Draft sinceRenewal(Draft draft, Epoch epoch) {
    trail
        .service()
        .filter(s -> s.epoch().equals(epoch))
        .ifPresent(s -> draft.marked(Mark.Step.LAST_RENEWAL, epoch, s.last()));
    return draft;
  }

  private IncidentTrail elected(Command.Elect elect) {
    return trail
        .underWay()
        .map(incident -> new Losses(before, elect, incident, trail.service()))
        .map(losses ->
            new Election.Vote(
                elect.candidate(),
                elect.accession(),
                elect.source(),
                elect.positions(),
                losses.formerEnd(),
                losses.known()))
        .map(vote ->
            changed(draft ->
                draft
                    .lastElection(election -> election.elected(vote))
                    .marked(Mark.Step.ELECTED, elect.epoch(), entry.at())))
        .orElse(trail);
  }

  private IncidentTrail fenced(Command.RecordFence fence) {
    boolean known = before.deposed().flatMap(Deposed::fence).isPresent();
    return known
        ? trail
        : changed(draft ->
            draft
                .fenced(fence.proof())
                .marked(Mark.Step.FENCED, before.reign().epoch(), entry.at()));
  }

  private IncidentTrail opened(Command.Open open) {
    return changed(draft ->
        draft
            .lastElection(e -> e.opened(new Election.Opening(open.set(), open.forkedAt())))
            .marked(Mark.Step.OPENED, open.epoch(), entry.at()));
  }

  /** Permission alone opens no gate: that waits for a renewal sent after it was applied. */
  private IncidentTrail renewed(Command.Renew renew) {
    IncidentTrail told = trail.underWay().isPresent() ? serving(renew) : lapse(renew);
    return told.with(
        Service.renewed(trail.service(), renew.epoch(), renew.ttl(), entry.at(), renew.end()));
  }

  private IncidentTrail serving(Command.Renew renew) {
    Incident incident = trail.underWay().orElseThrow();
    if (!(before.reign() instanceof Reign.Open open)
        || incident.decisive().filter(e -> e.epoch().equals(open.epoch())).isEmpty()) {
      return trail;
    }
    Incident.How how =
        open.primary().equals(incident.primary())
            ? Incident.How.SAME_PRIMARY
            : Incident.How.SWITCHED;
    return changed(draft ->
        draft
            .marked(Mark.Step.SERVING, renew.epoch(), entry.at())
            .ended(
                new Incident.End(
                    how,
                    open.primary(),
                    open.epoch(),
                    open.primary() + " leads epoch " + open.epoch())));
  }

  private IncidentTrail lapse(Command.Renew renew) {
    boolean lapsed =
        trail.service().map(s -> s.lapsedBefore(renew.epoch(), entry.at())).orElse(false);
    if (!lapsed || !(before.reign() instanceof Reign.Open open)) {
      return trail;
    }
    Draft draft = sinceRenewal(new Draft(empty(Incident.Kind.LAPSE, open)), open.epoch());
    return trail.with(
        draft
            .marked(Mark.Step.SERVING, open.epoch(), entry.at())
            .ended(
                new Incident.End(
                    Incident.How.SAME_PRIMARY,
                    open.primary(),
                    open.epoch(),
                    "the lease was not renewed in time; " + open.primary() + " went on"))
            .build());
  }
}
