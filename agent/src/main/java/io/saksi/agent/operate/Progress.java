package io.saksi.agent.operate;

import io.saksi.core.audit.AuditEntry;
import io.saksi.core.command.Command;
import io.saksi.core.decide.Comeback;
import io.saksi.core.incident.Incident;
import io.saksi.core.model.Lsn;
import io.saksi.core.model.Maintenance;
import io.saksi.core.model.NodeId;
import io.saksi.core.model.Orders;
import io.saksi.core.model.Reign;
import io.saksi.core.state.ClusterState;
import io.saksi.core.view.NodeReport;
import io.saksi.core.view.Postgres;
import io.saksi.proto.v1.Operation;
import io.saksi.proto.v1.Operation.State;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * How far an order is, from the replicated state and the last reports: nobody has to remember it,
 * so it can be followed on any agent, also after the one that took it died.
 */
final class Progress {
  private final AuditEntry entry;
  private final ClusterState state;
  private final Map<NodeId, NodeReport> reports;
  private final Set<String> voters;
  private final Optional<Incident> incident;

  /**
   * @param voters of the Raft group, by name
   * @param incident the change of roles that it led to
   */
  Progress(
      AuditEntry entry,
      ClusterState state,
      Map<NodeId, NodeReport> reports,
      Set<String> voters,
      Optional<Incident> incident) {
    this.entry = entry;
    this.state = state;
    this.reports = reports;
    this.voters = Set.copyOf(voters);
    this.incident = incident;
  }

  Operation now() {
    return switch (entry.command()) {
      case Command.BeginSwitchover begin -> changeOfRoles(begin.target());
      case Command.ForceFailover force -> changeOfRoles(force.target());
      case Command.Recover recover -> changeOfRoles(recover.survivor());
      case Command.ScheduleSwitchover(Orders.Scheduled plan) -> scheduled(plan);
      case Command.SetMode set -> mode(set);
      case Command.SetConfiguration set -> configured(set.replaces() + 1);
      case Command.RemoveMember remove -> left(remove.node());
      case Command.DetachNode detach -> left(detach.node());
      case Command.ResumeNode resume -> resumed(resume.node());
      case Command.BeginMaintenance begin -> freed(begin);
      case Command.EndMaintenance end -> returned(end.node());
      case Command.SetSettings _,
          Command.RaiseLevel _,
          Command.Pause _,
          Command.Resume _,
          Command.SetTags _,
          Command.CancelSwitchover _,
          Command.EndSchedule _,
          Command.SpendToken _,
          Command.SuspendNode _,
          Command.CreateCluster _,
          Command.PutMember _,
          Command.RecordInstance _,
          Command.Found _,
          Command.BeginFailover _,
          Command.Elect _,
          Command.RecordFence _,
          Command.AskFence _,
          Command.Open _,
          Command.Renew _,
          Command.AppendSet _,
          Command.ConfirmSet _,
          Command.RecordShutdown _,
          Command.FinishRollback _,
          Command.FinishMaintenance _,
          Command.ClearSuspect _ ->
          done("done");
    };
  }

  private Operation changeOfRoles(NodeId target) {
    if (entry.outcome().isPresent()) {
      return ended(entry.outcome().get(), target);
    }
    return switch (state.reign()) {
      case Reign.None _ -> running("waiting", "there is no database");
      case Reign.Electing electing ->
          running(
              "electing",
              "epoch " + electing.epoch() + ": the nodes stop receiving and say what they have");
      case Reign.Elected elected -> running("promoting", promoting(elected));
      case Reign.Open open -> withinTheReign(open, target);
    };
  }

  /** That it may open is not yet that it serves: its first renewal opens the gate. */
  private Operation ended(AuditEntry.Outcome outcome, NodeId target) {
    if (!outcome.asOrdered()) {
      return failed(outcome.how());
    }
    return incident.map(Incident::isOver).orElse(true)
        ? done(outcome.how())
        : running("opening", target + " opens its gate");
  }

  private Operation scheduled(Orders.Scheduled plan) {
    return entry
        .outcome()
        .map(outcome -> failed(outcome.how()))
        .orElseGet(() ->
            operation(State.STATE_RUNNING, "scheduled", "begins at " + plan.at())
                .setCancellable(true)
                .build());
  }

  private String promoting(Reign.Elected elected) {
    boolean unfenced = state.deposed().map(d -> d.fence().isEmpty()).orElse(false);
    boolean leads =
        Optional.ofNullable(reports.get(elected.candidate()))
            .filter(r -> r.postgres() instanceof Postgres.Primary)
            .isPresent();
    return elected.candidate()
        + (leads
            ? unfenced
                ? " waits for the proof that the former primary no longer serves"
                : " waits for its sync set"
            : " is being promoted");
  }

  private Operation withinTheReign(Reign.Open open, NodeId target) {
    Optional<Orders.Switchover> switchover = state.orders().switchover();
    if (switchover.isEmpty()) {
      return running("waiting", "not begun yet");
    } else if (switchover.get().rolledBack().isPresent()) {
      return running(
          "rolling-back", open.primary() + " starts again: " + switchover.get().rolledBack().get());
    }
    Optional<Lsn> end = switchover.get().failoverLsn();
    Operation.Builder running =
        end.isPresent()
            ? operation(
                State.STATE_RUNNING,
                "catching-up",
                target + " receives the rest up to " + end.get())
            : operation(
                State.STATE_RUNNING,
                shuttingDown(open) ? "shutting-down" : "closing",
                closing(open));
    return running.setCancellable(true).build();
  }

  private boolean shuttingDown(Reign.Open open) {
    return Optional.ofNullable(reports.get(open.primary()))
        .filter(r -> !(r.postgres() instanceof Postgres.Primary))
        .isPresent();
  }

  private String closing(Reign.Open open) {
    return open.primary() + (shuttingDown(open) ? " shuts down" : " ends its sessions");
  }

  private Operation ended(AuditEntry.Outcome outcome) {
    return outcome.asOrdered() ? done(outcome.how()) : failed(outcome.how());
  }

  /** The node may be taken down once nobody needs it. */
  private Operation freed(Command.BeginMaintenance begin) {
    NodeId node = begin.node();
    boolean leads = !(state.reign() instanceof Reign.Open open) || open.primary().equals(node);
    if (entry.outcome().isPresent()) {
      return ended(entry.outcome().get());
    } else if (leads) {
      return changeOfRoles(begin.handover().map(Maintenance.Handover::target).orElse(node));
    }
    return state.isCounted(node)
        ? running("sync-set", "commits may still wait for " + node)
        : running("sync-set", "no commit waits for " + node + " any more");
  }

  private Operation returned(NodeId node) {
    if (entry.outcome().isPresent()) {
      return ended(entry.outcome().get());
    }
    List<String> missing = Comeback.missing(state, node, reports);
    return running(
        "returning",
        missing.isEmpty() ? node + " was verified" : node + ": " + String.join("; ", missing));
  }

  /** As long as it votes, a quorum may need it. */
  private Operation left(NodeId node) {
    return voters.contains(node.name()) && state.member(node).isEmpty()
        ? running("leaving", node + " still votes")
        : done(node + " left the cluster");
  }

  private Operation mode(Command.SetMode set) {
    if (state.settings().mode() != set.mode()) {
      return failed("another order changed the mode again");
    }
    boolean inForce = state.inForce().stream().allMatch(e -> e.mode() == set.mode());
    return inForce
        ? done("in force")
        : running("sync-set", "the primary brings the sync set of this mode into force");
  }

  /** Who is not heard reads it when it is back, and is not waited for. */
  private Operation configured(long number) {
    List<String> missing =
        reports.values().stream()
            .filter(r ->
                r.postgres() instanceof Postgres.Primary
                    || r.postgres() instanceof Postgres.Standby)
            .filter(r -> r.facts().configured().orElse(0L) < number)
            .map(r -> r.node().name())
            .sorted()
            .toList();
    return missing.isEmpty()
        ? done("version " + number + " is in force")
        : running("configuring", "not read yet on " + String.join(", ", missing));
  }

  private Operation resumed(NodeId node) {
    if (state.orders().isHeld(node)) {
      return failed(node + " is held again: " + state.orders().held().get(node).reason());
    }
    Optional<Postgres> postgres = Optional.ofNullable(reports.get(node)).map(NodeReport::postgres);
    if (postgres.isEmpty()) {
      return running("waiting", "nothing is heard of " + node);
    }
    return switch (postgres.get()) {
      case Postgres.Standby standby when standby.streaming() -> done(node + " streams");
      case Postgres.Primary _ -> done(node + " leads");
      case Postgres.Busy busy -> running("rejoining", node + " is " + busy.what());
      case Postgres.Witness _ ->
          state.member(node).isPresent()
              ? done(node + " is a member")
              : running("joining", node + " is no member yet");
      case Postgres.Standby _, Postgres.Stopped _, Postgres.Absent _, Postgres.Unusable _ ->
          running("rejoining", node + " does not stream yet");
    };
  }

  private Operation running(String phase, String detail) {
    return operation(State.STATE_RUNNING, phase, detail).build();
  }

  private Operation done(String outcome) {
    return operation(State.STATE_DONE, "done", outcome).setOutcome(outcome).build();
  }

  private Operation failed(String outcome) {
    return operation(State.STATE_FAILED, "failed", outcome).setOutcome(outcome).build();
  }

  private Operation.Builder operation(State is, String phase, String detail) {
    Operation.Builder operation =
        Operation.newBuilder()
            .setKey(entry.request().key())
            .setWhat(Sentence.of(entry.command()))
            .setState(is)
            .setPhase(phase)
            .setPhaseDetail(detail)
            .setStateVersion(entry.version())
            .setEpoch(state.reign().epoch().number());
    state
        .orders()
        .switchover()
        .flatMap(Orders.Switchover::failoverLsn)
        .ifPresent(lsn -> operation.setFailoverLsn(lsn.value()));
    if (entry.command() instanceof Command.BeginSwitchover begin) {
      begin.predicted().map(Duration::toMillis).ifPresent(operation::setPredictedMs);
    }
    incident
        .filter(Incident::isOver)
        .flatMap(Incident::outage)
        .map(span -> span.length().toMillis())
        .ifPresent(operation::setOutageMs);
    return operation;
  }
}
