package io.saksi.core.decide;

import io.saksi.core.command.Command;
import io.saksi.core.command.Outcome;
import io.saksi.core.model.Lsn;
import io.saksi.core.model.Maintenance;
import io.saksi.core.model.Moment;
import io.saksi.core.model.NodeId;
import io.saksi.core.model.Reign;
import io.saksi.core.state.ClusterState;
import io.saksi.core.view.ClusterView;
import io.saksi.core.view.NodeReport;
import io.saksi.core.view.Postgres;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/** The leader's part of a node's maintenance: the primary moved off, its end, and the way back. */
public final class Upkeep {
  private Upkeep() {}

  static Optional<Command> next(ClusterState state, Reign.Open open, ClusterView view, Moment now) {
    return moveOff(state, open).or(() -> expire(state, view)).or(() -> takeBack(state, view, now));
  }

  /** Once: what is rolled back ends the maintenance too. */
  private static Optional<Command> moveOff(ClusterState state, Reign.Open open) {
    Optional<Maintenance.Handover> to =
        Optional.ofNullable(state.orders().maintenance().get(open.primary()))
            .flatMap(Maintenance::handover)
            .filter(_ -> state.orders().switchover().isEmpty());
    return to.map(handover -> {
      Command begin =
          new Command.BeginSwitchover(
              open.epoch(), handover.target(), handover.limit(), handover.drain());
      return state.apply(begin, OptionalLong.empty()) instanceof Outcome.Refused refused
          ? new Command.FinishMaintenance(open.primary(), "not moved off: " + refused.reason())
          : begin;
    });
  }

  /** The end that the operator set, by the wall clock; also in an election that finds nobody. */
  static Optional<Command> expire(ClusterState state, ClusterView view) {
    return view.wallClock()
        .flatMap(at ->
            state.orders().maintenance().entrySet().stream()
                .filter(e -> e.getValue().comeback().isEmpty())
                .filter(e -> !at.isBefore(e.getValue().until()))
                .<Command>map(e -> new Command.EndMaintenance(e.getKey(), endOfWal(state, view)))
                .filter(end -> state.apply(end, OptionalLong.empty()) instanceof Outcome.Applied)
                .findFirst());
  }

  /** What the primary has written, as far as it said. */
  public static Lsn endOfWal(ClusterState state, ClusterView view) {
    return state
        .reign()
        .leader()
        .flatMap(view::report)
        .map(NodeReport::postgres)
        .filter(Postgres.Primary.class::isInstance)
        .map(p -> ((Postgres.Primary) p).flushed())
        .orElse(Lsn.ZERO);
  }

  private static Optional<Command> takeBack(ClusterState state, ClusterView view, Moment now) {
    Map<NodeId, NodeReport> heard = heard(state, view, now);
    return state.orders().maintenance().entrySet().stream()
        .filter(e -> e.getValue().comeback().isPresent())
        .map(Map.Entry::getKey)
        .filter(node -> Comeback.missing(state, node, heard).isEmpty())
        .<Command>map(node -> new Command.FinishMaintenance(node, "verified"))
        .findFirst();
  }

  /** The reports of those that are heard now. */
  public static Map<NodeId, NodeReport> heard(ClusterState state, ClusterView view, Moment now) {
    Map<NodeId, NodeReport> heard = new TreeMap<>();
    view.received()
        .forEach((node, received) -> {
          if (Heard.heardRecently(state, node, view, now)) {
            heard.put(node, received.report());
          }
        });
    return heard;
  }
}
