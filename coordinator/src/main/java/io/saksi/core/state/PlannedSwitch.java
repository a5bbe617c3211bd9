package io.saksi.core.state;

import static io.saksi.core.state.Transition.refused;

import io.saksi.core.command.Command;
import io.saksi.core.command.Outcome;
import io.saksi.core.model.Epoch;
import io.saksi.core.model.Member;
import io.saksi.core.model.NodeId;
import io.saksi.core.model.Orders;
import io.saksi.core.model.Reign;
import java.util.Optional;

/**
 * A planned change of roles, up to the {@code BeginFailover} that makes it one:
 *
 * <pre>
 *   BeginSwitchover ──► shutdown ──RecordShutdown──► the target catches up ──BeginFailover──►
 *          │               └──────────── the target has everything ──────────BeginFailover──►
 *          └──────CancelSwitchover──────┴──► the primary starts again ──FinishRollback──► as before
 * </pre>
 */
final class PlannedSwitch {
  private PlannedSwitch() {}

  static Outcome begin(ClusterState state, Command.BeginSwitchover begin) {
    Optional<String> reason = whyNot(state, begin);
    if (reason.isPresent()) {
      return refused(state, reason.get());
    }
    Orders.Switchover switchover =
        new Orders.Switchover(
            begin.epoch(),
            begin.target(),
            begin.limit(),
            Optional.empty(),
            Optional.empty(),
            begin.drain());
    Orders begun = state.orders().withSwitchover(Optional.of(switchover));
    return OperatorOrders.orders(
        state, begin.planned().isPresent() ? begun.withScheduled(Optional.empty()) : begun);
  }

  static Optional<String> whyNot(ClusterState state, Command.BeginSwitchover begin) {
    Member target = state.members().get(begin.target());
    if (!(state.reign() instanceof Reign.Open open) || !open.epoch().equals(begin.epoch())) {
      return Optional.of("epoch " + begin.epoch() + " is not open");
    } else if (state.orders().switchover().isPresent()) {
      return Optional.of("another switchover is under way");
    } else if (state.orders().pause().isPresent()) {
      return Optional.of("the cluster is paused: resume it first");
    } else if (open.primary().equals(begin.target())) {
      return Optional.of(begin.target() + " is the primary already");
    } else if (target == null || target.instance().isEmpty() || !target.mayLead()) {
      return Optional.of(begin.target() + " may not lead: no data, or tagged never to be promoted");
    } else if (state.orders().isHeld(begin.target())) {
      return Optional.of(begin.target() + " is held out of replication: resume it first");
    } else if (state.orders().isAway(begin.target())) {
      return Optional.of(begin.target() + " is in maintenance, or not back from it yet");
    } else if (begin.planned().map(at -> !Scheduling.isPlanned(state, at)).orElse(false)) {
      return Optional.of("it is not scheduled any more");
    } else if (!begin.limit().isPositive()) {
      return Optional.of("the switchover needs a limit in time");
    }
    return Optional.empty();
  }

  static Outcome shutDown(ClusterState state, Command.RecordShutdown record) {
    Optional<Orders.Switchover> known = under(state, record.epoch());
    if (known.isEmpty() || known.get().rolledBack().isPresent()) {
      return refused(state, "no switchover of epoch " + record.epoch() + " is under way");
    }
    return OperatorOrders.orders(
        state, state.orders().withSwitchover(known.map(s -> s.shutDownAt(record.failoverLsn()))));
  }

  /** With the failover LSN that a {@code BeginFailover} brings itself. */
  static Orders informed(Orders orders, Command.BeginFailover begin) {
    return begin
        .failoverLsn()
        .flatMap(lsn ->
            orders
                .switchover()
                .filter(s -> s.epoch().equals(begin.ended()))
                .map(s -> orders.withSwitchover(Optional.of(s.shutDownAt(lsn)))))
        .orElse(orders);
  }

  static Outcome cancel(ClusterState state, Command.CancelSwitchover cancel) {
    Optional<Orders.Switchover> known = under(state, cancel.epoch());
    if (known.isEmpty()) {
      return refused(state, "no switchover of epoch " + cancel.epoch() + " can be rolled back");
    }
    if (known.get().rolledBack().isPresent()) {
      return new Outcome.Applied(state);
    }
    return OperatorOrders.orders(
        state, state.orders().withSwitchover(known.map(s -> s.rollingBack(cancel.reason()))));
  }

  static Outcome finishRollback(ClusterState state, Command.FinishRollback finish) {
    Optional<Orders.Switchover> known = under(state, finish.epoch());
    if (known.isEmpty() || known.get().rolledBack().isEmpty()) {
      return refused(state, "no switchover of epoch " + finish.epoch() + " is being rolled back");
    }
    NodeId primary = state.reign().leader().orElseThrow();
    return OperatorOrders.orders(
        state, state.orders().withSwitchover(Optional.empty()).withoutMaintenance(primary));
  }

  /** Only while its reign is open: after {@code BeginFailover} there is no way back within it. */
  private static Optional<Orders.Switchover> under(ClusterState state, Epoch epoch) {
    return state
        .orders()
        .switchover()
        .filter(s -> s.epoch().equals(epoch))
        .filter(_ -> state.reign() instanceof Reign.Open open && open.epoch().equals(epoch));
  }
}
