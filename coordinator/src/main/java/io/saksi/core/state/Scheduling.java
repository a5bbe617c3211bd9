package io.saksi.core.state;

import static io.saksi.core.state.Transition.refused;

import io.saksi.core.command.Command;
import io.saksi.core.command.Outcome;
import io.saksi.core.model.Member;
import io.saksi.core.model.NodeId;
import io.saksi.core.model.Orders;
import java.time.Instant;
import java.util.Optional;

/**
 * A switchover that an operator ordered for later. Until it begins it changes nothing; it is kept
 * here so that it outlives the leader that took it. One at a time.
 */
final class Scheduling {
  private Scheduling() {}

  static Outcome schedule(ClusterState state, Command.ScheduleSwitchover order) {
    Orders.Scheduled plan = order.plan();
    Optional<Orders.Scheduled> known = state.orders().scheduled();
    if (known.isPresent()) {
      return refused(
          state,
          "a switchover is scheduled already, for " + known.get().at() + ": cancel it first");
    } else if (state.orders().switchover().isPresent()) {
      return refused(state, "a switchover is under way");
    } else if (!plan.limit().isPositive() || plan.within().isNegative()) {
      return refused(state, "the switchover needs a limit in time");
    }
    return plan.target()
        .flatMap(node -> whyNot(state, node))
        .map(reason -> refused(state, reason))
        .orElseGet(
            () -> OperatorOrders.orders(state, state.orders().withScheduled(Optional.of(plan))));
  }

  private static Optional<String> whyNot(ClusterState state, NodeId target) {
    return state.member(target).filter(Member::mayLead).isPresent()
        ? Optional.empty()
        : Optional.of(target + " may not lead: no data, or tagged never to be promoted");
  }

  static Outcome end(ClusterState state, Command.EndSchedule end) {
    return isPlanned(state, end.at())
        ? OperatorOrders.orders(state, state.orders().withScheduled(Optional.empty()))
        : refused(state, "no switchover is scheduled for " + end.at());
  }

  /** Whether it is still to begin: cancelled in the moment before, it must not. */
  static boolean isPlanned(ClusterState state, Instant at) {
    return state.orders().scheduled().map(plan -> plan.at().equals(at)).orElse(false);
  }
}
