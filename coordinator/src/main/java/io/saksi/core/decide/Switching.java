package io.saksi.core.decide;

import io.saksi.core.command.Command;
import io.saksi.core.model.Cause;
import io.saksi.core.model.Epoch;
import io.saksi.core.model.Lsn;
import io.saksi.core.model.Moment;
import io.saksi.core.model.Orders;
import io.saksi.core.model.Reign;
import io.saksi.core.quorum.Policy;
import io.saksi.core.state.ClusterState;
import io.saksi.core.view.ClusterView;
import io.saksi.core.view.Gate;
import io.saksi.core.view.NodeReport;
import io.saksi.core.view.Postgres;
import java.util.Optional;

/**
 * The leader's part of a planned change of roles: the failover LSN, the moment when the target has
 * it, and the way back if anything goes wrong before that.
 */
final class Switching {
  private Switching() {}

  static Optional<Command> next(ClusterState state, Reign.Open open, ClusterView view, Moment now) {
    return state
        .orders()
        .switchover()
        .filter(s -> s.epoch().equals(open.epoch()))
        .flatMap(s ->
            s.rolledBack().isPresent()
                ? rollback(state, open, view)
                : forward(state, open, s, view, now));
  }

  /**
   * Over when clients are served again, and not when PostgreSQL merely runs: until then there is no
   * service, and the order is still what explains it. What the primary said before it knew of the
   * rollback is of the time before its gate closed. Where writes are blocked anyway, nothing is
   * waited for.
   */
  private static Optional<Command> rollback(ClusterState state, Reign.Open open, ClusterView view) {
    return view.report(open.primary())
        .filter(r -> r.appliedVersion() >= state.version())
        .filter(r -> r.postgres() instanceof Postgres.Primary p && p.serves().equals(open.epoch()))
        .filter(r -> r.gate() == Gate.WRITE || Policy.blocksWrites(state))
        .map(_ -> new Command.FinishRollback(open.epoch()));
  }

  private static Optional<Command> forward(
      ClusterState state,
      Reign.Open open,
      Orders.Switchover switchover,
      ClusterView view,
      Moment now) {
    Epoch epoch = open.epoch();
    Optional<Lsn> news =
        switchover.failoverLsn().isPresent() ? Optional.empty() : endOfWal(state, open, view);
    Optional<Lsn> end = switchover.failoverLsn().or(() -> news);
    if (end.isPresent() && hasCaughtUp(state, open, switchover, end.get(), view, now)) {
      return Optional.of(new Command.BeginFailover(epoch, Cause.SWITCHOVER, news));
    }
    return whyNot(state, open, switchover, view, now)
        .<Command>map(reason -> new Command.CancelSwitchover(epoch, reason))
        .or(() -> news.map(lsn -> new Command.RecordShutdown(epoch, lsn)));
  }

  private static Optional<String> whyNot(
      ClusterState state,
      Reign.Open open,
      Orders.Switchover switchover,
      ClusterView view,
      Moment now) {
    if (now.since(view.ordersSince()).compareTo(switchover.patience()) > 0) {
      return Optional.of("it took longer than " + switchover.patience().toMillis() + " ms");
    } else if (view.silence(switchover.target(), now).compareTo(state.settings().silence()) > 0) {
      return Optional.of("nothing is heard of " + switchover.target());
    }
    Optional<Postgres> target = view.report(switchover.target()).map(NodeReport::postgres);
    if (target.isPresent() && !(target.get() instanceof Postgres.Standby)) {
      return Optional.of(switchover.target() + " is no running standby");
    }
    boolean crashed =
        view.report(open.primary())
            .map(r ->
                r.postgres() instanceof Postgres.Stopped stopped && stopped.endOfWal().isEmpty())
            .orElse(false);
    return crashed ? Optional.of(open.primary() + " did not shut down cleanly") : Optional.empty();
  }

  private static Optional<Lsn> endOfWal(ClusterState state, Reign.Open open, ClusterView view) {
    return view.report(open.primary())
        .filter(r -> Heard.hasRecordedInstance(state, r))
        .map(NodeReport::postgres)
        .filter(Postgres.Stopped.class::isInstance)
        .map(Postgres.Stopped.class::cast)
        .filter(s -> s.wasPrimary() && s.timeline() == open.branch().timeline())
        .flatMap(Postgres.Stopped::endOfWal);
  }

  /** It has all that there is, so it is eligible the moment both have promised. */
  private static boolean hasCaughtUp(
      ClusterState state,
      Reign.Open open,
      Orders.Switchover switchover,
      Lsn end,
      ClusterView view,
      Moment now) {
    return Heard.isLiveStandby(state, switchover.target(), view, now)
        && view.report(switchover.target())
            .filter(r -> Heard.hasRecordedInstance(state, r))
            .map(r ->
                r.postgres() instanceof Postgres.Standby standby
                    && standby.timeline() == open.branch().timeline()
                    && standby.reached().isAtLeast(end))
            .orElse(false);
  }
}
