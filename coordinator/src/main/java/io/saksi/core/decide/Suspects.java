package io.saksi.core.decide;

import io.saksi.core.command.Command;
import io.saksi.core.model.History;
import io.saksi.core.model.Moment;
import io.saksi.core.model.NodeId;
import io.saksi.core.model.Orders;
import io.saksi.core.model.Position;
import io.saksi.core.model.Reign;
import io.saksi.core.state.ClusterState;
import io.saksi.core.view.ClusterView;
import io.saksi.core.view.NodeReport;
import io.saksi.core.view.Postgres;
import java.util.Map;
import java.util.Optional;

/** Nodes that a forced failover may have cut off: let go or suspended, by what they report. */
final class Suspects {
  private Suspects() {}

  static Optional<Command> judge(
      ClusterState state, Reign.Open open, ClusterView view, Moment now) {
    return state.orders().held().entrySet().stream()
        .filter(held -> held.getValue().kind() == Orders.Kind.SUSPECT)
        .map(Map.Entry::getKey)
        .filter(node -> Heard.heardRecently(state, node, view, now))
        .flatMap(node -> verdict(state, open, view, node).stream())
        .findFirst();
  }

  private static Optional<Command> verdict(
      ClusterState state, Reign.Open open, ClusterView view, NodeId node) {
    NodeReport report = view.report(node).orElseThrow();
    if (report.promised().isBefore(open.epoch()) || !Heard.hasRecordedInstance(state, report)) {
      return Optional.empty();
    }
    if (streams(open, view, report)) {
      return Optional.of(new Command.ClearSuspect(open.epoch(), node));
    }
    return leftHistory(state.history(), open, report)
        .map(reason -> new Command.SuspendNode(open.epoch(), node, reason));
  }

  /** Both ends say so, and it claims nothing that was not sent to it. */
  private static boolean streams(Reign.Open open, ClusterView view, NodeReport report) {
    boolean receives =
        report.postgres() instanceof Postgres.Standby standby
            && standby.streaming()
            && standby.timeline() == open.branch().timeline()
            && standby.upstream().map(u -> u.node().equals(open.primary())).orElse(false);
    String name = report.node().joiningName();
    return receives
        && view.report(open.primary())
            .map(r ->
                r.postgres() instanceof Postgres.Primary primary
                    && primary.serves().equals(open.epoch())
                    && primary.standbys().stream()
                        .anyMatch(s -> s.name().equals(name) && s.streaming() && s.isHonest()))
            .orElse(false);
  }

  private static Optional<String> leftHistory(History history, Reign.Open open, NodeReport report) {
    int current = open.branch().timeline();
    return switch (report.postgres()) {
      case Postgres.Standby standby -> {
        boolean follows =
            history
                .branch(standby.timeline())
                .map(b -> history.follows(new Position(b, standby.reached()), current))
                .orElse(false);
        yield follows
            ? Optional.empty()
            : Optional.of(
                "its WAL reaches "
                    + standby.timeline()
                    + ":"
                    + standby.reached()
                    + ", which is not part of the history");
      }
      case Postgres.Stopped stopped when stopped.wasPrimary() -> {
        boolean cutOff =
            history.leaves(stopped.timeline(), current).isEmpty()
                || report
                    .facts()
                    .fork()
                    .map(verdict -> verdict.timeline() == current && !verdict.follows())
                    .orElse(false);
        yield cutOff
            ? Optional.of("it was a primary, and what it wrote is not part of the history")
            : Optional.empty();
      }
      case Postgres.Stopped _,
          Postgres.Primary _,
          Postgres.Absent _,
          Postgres.Unusable _,
          Postgres.Busy _,
          Postgres.Witness _ ->
          Optional.empty();
    };
  }
}
