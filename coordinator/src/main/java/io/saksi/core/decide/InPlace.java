package io.saksi.core.decide;

import static io.saksi.core.decide.Heard.hasRecordedInstance;
import static io.saksi.core.decide.Heard.heardRecently;

import io.saksi.core.command.Command;
import io.saksi.core.model.Moment;
import io.saksi.core.model.NodeId;
import io.saksi.core.model.Reign;
import io.saksi.core.state.ClusterState;
import io.saksi.core.view.ClusterView;
import io.saksi.core.view.NodeReport;
import io.saksi.core.view.Postgres;
import java.util.Map;
import java.util.Optional;

/** The last open primary elected again, to start where it is. */
final class InPlace {
  private InPlace() {}

  /**
   * The last open primary may start again where it is. Only once the others had their chance: a
   * node whose PostgreSQL just died is the worse choice, and its crash recovery may take long.
   */
  static Optional<Command> elect(
      ClusterState state, Reign.Electing electing, ClusterView view, Moment now) {
    return state
        .deposed()
        .flatMap(deposed -> view.report(deposed.primary()))
        .filter(report -> hasDied(state, electing, report))
        .filter(report ->
            heardRecently(state, report.node(), view, now)
                && (othersAnswered(state, electing, report.node(), view, now)
                    || waitedEnough(state, view, now)))
        .map(report ->
            new Command.Elect(
                electing.epoch(),
                report.node(),
                Reign.Accession.IN_PLACE,
                Optional.empty(),
                Map.of(),
                Proposal.afterRestart(state, report.node(), view, electing.epoch())));
  }

  private static boolean hasDied(ClusterState state, Reign.Electing electing, NodeReport report) {
    return !report.promised().isBefore(electing.epoch())
        && report.postgres() instanceof Postgres.Stopped stopped
        && stopped.wasPrimary()
        && hasRecordedInstance(state, report);
  }

  private static boolean othersAnswered(
      ClusterState state, Reign.Electing electing, NodeId self, ClusterView view, Moment now) {
    return state.members().values().stream()
        .filter(member -> member.holdsData() && !member.node().equals(self))
        .filter(member -> heardRecently(state, member.node(), view, now))
        .allMatch(member ->
            view.report(member.node()).orElseThrow().promised().compareTo(electing.epoch()) >= 0
                && !isStarting(view.report(member.node()).orElseThrow()));
  }

  private static boolean isStarting(NodeReport report) {
    return !(report.postgres() instanceof Postgres.Standby
        || report.postgres() instanceof Postgres.Absent);
  }

  private static boolean waitedEnough(ClusterState state, ClusterView view, Moment now) {
    return now.since(view.reignSince()).compareTo(state.settings().gatherTimeout()) > 0;
  }
}
