package io.saksi.core.decide;

import io.saksi.core.command.Command;
import io.saksi.core.model.Moment;
import io.saksi.core.model.NodeId;
import io.saksi.core.model.Orders;
import io.saksi.core.model.Reign;
import io.saksi.core.state.ClusterState;
import io.saksi.core.view.ClusterView;
import io.saksi.core.view.NodeReport;
import io.saksi.core.view.Postgres;
import java.util.List;
import java.util.Optional;

/**
 * What the Raft leader writes to the log next. At most one command: it was decided on this version
 * of the state, and the next round sees what came of it.
 */
public final class Decider {
  private Decider() {}

  public static List<Command> decide(ClusterState state, ClusterView view, Moment now) {
    Optional<Command> command =
        switch (state.reign()) {
          case Reign.None none -> found(state, none, view);
          case Reign.Electing electing ->
              Fencing.record(state, view, now)
                  .or(() -> Choice.elect(state, electing, view, now))
                  .or(() -> Upkeep.expire(state, view))
                  .or(() -> Instances.record(state, view));
          case Reign.Elected elected ->
              Fencing.record(state, view, now)
                  .or(() -> Opening.open(state, elected, view, now))
                  .or(() -> Opening.giveUp(state, elected, view, now))
                  .or(() -> Instances.record(state, view));
          case Reign.Open open ->
              Switching.next(state, open, view, now)
                  .or(() -> Trigger.failover(state, open, view, now))
                  .or(() -> endPause(state, view))
                  .or(() -> Upkeep.next(state, open, view, now))
                  .or(() -> Suspects.judge(state, open, view, now))
                  .or(() -> SyncCare.next(state, open, view, now))
                  .or(() -> Instances.record(state, view))
                  .or(() -> Levels.raise(state, view, now));
        };
    return command.map(List::of).orElse(List.of());
  }

  /**
   * Where the founder brings a database, as its operator said, nothing else will do. Otherwise data
   * that is there is nobody's word.
   */
  private static Optional<Command> found(ClusterState state, Reign.None none, ClusterView view) {
    NodeId founder = state.founder();
    return view.report(founder)
        .flatMap(report ->
            none.brought().isPresent()
                ? adopted(none, report)
                    .map(adopted -> new Command.Found(founder, Optional.of(adopted)))
                : Optional.of(new Command.Found(founder))
                    .filter(_ -> report.postgres() instanceof Postgres.Absent));
  }

  /** Only after a clean shutdown is the end of its WAL known, and with it what must not be lost. */
  private static Optional<Command.Adopted> adopted(Reign.None none, NodeReport report) {
    return report.instance().equals(none.brought())
            && report.postgres() instanceof Postgres.Stopped stopped
            && stopped.wasPrimary()
        ? stopped.endOfWal().map(end -> new Command.Adopted(stopped.timeline(), end))
        : Optional.empty();
  }

  /** The end that the operator set, by the wall clock. */
  private static Optional<Command> endPause(ClusterState state, ClusterView view) {
    return state
        .orders()
        .pause()
        .flatMap(Orders.Pause::until)
        .filter(until -> view.wallClock().map(at -> !at.isBefore(until)).orElse(false))
        .map(_ -> new Command.Resume());
  }
}
