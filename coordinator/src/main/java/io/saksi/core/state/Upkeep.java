package io.saksi.core.state;

import static io.saksi.core.state.Transition.refused;

import io.saksi.core.command.Command;
import io.saksi.core.command.Outcome;
import io.saksi.core.model.Maintenance;
import io.saksi.core.model.NodeId;
import io.saksi.core.model.Orders;
import io.saksi.core.model.Reign;
import java.util.Optional;

/**
 * Nodes that an operator works on:
 *
 * <pre>
 *   BeginMaintenance ──► (BeginSwitchover, if it leads) ──► left alone ──EndMaintenance──► coming back
 *          └──FinishRollback──► as before                       verified: ──FinishMaintenance──► as before
 * </pre>
 */
final class Upkeep {
  private Upkeep() {}

  static Outcome begin(ClusterState state, Command.BeginMaintenance begin) {
    Optional<String> reason = whyNot(state, begin);
    return reason.isPresent()
        ? refused(state, reason.get())
        : OperatorOrders.orders(
            state,
            state
                .orders()
                .maintaining(
                    begin.node(),
                    new Maintenance(begin.reason(), begin.until(), begin.handover())));
  }

  private static Optional<String> whyNot(ClusterState state, Command.BeginMaintenance begin) {
    NodeId node = begin.node();
    if (state.member(node).isEmpty()) {
      return Optional.of(node + " is no member");
    } else if (!(state.reign() instanceof Reign.Open open)) {
      return Optional.of("no primary is open: " + node + " may be needed");
    } else if (state.orders().isHeld(node)) {
      return Optional.of(node + " is held out of replication already");
    } else if (open.primary().equals(node) && begin.handover().isEmpty()) {
      return Optional.of(node + " is the primary now: somebody has to take over first");
    } else if (begin.handover().isPresent()) {
      Maintenance.Handover to = begin.handover().get();
      return open.primary().equals(node)
          ? PlannedSwitch.whyNot(
              state, new Command.BeginSwitchover(open.epoch(), to.target(), to.limit()))
          : Optional.of(node + " is not the primary any more: nobody has to take over");
    } else if (state.orders().switchover().map(s -> s.target().equals(node)).orElse(false)) {
      return Optional.of(node + " is the target of a switchover");
    }
    return Optional.empty();
  }

  /**
   * Where nobody is open there is nobody to verify it against, and it may be the one that is
   * needed.
   */
  static Outcome end(ClusterState state, Command.EndMaintenance end) {
    Maintenance known = state.orders().maintenance().get(end.node());
    if (known == null) {
      return refused(state, end.node() + " is not in maintenance");
    } else if (known.comeback().isPresent() && state.reign() instanceof Reign.Open) {
      return new Outcome.Applied(state);
    }
    boolean leads = state.reign().leader().equals(Optional.of(end.node()));
    if (leads && state.orders().switchover().isPresent()) {
      return refused(
          state, end.node() + " is being moved off: cancel that first, with switchover --cancel");
    }
    boolean verified = state.reign() instanceof Reign.Open && !leads;
    return OperatorOrders.orders(
        state,
        verified
            ? state.orders().maintaining(end.node(), known.over(end.after()))
            : state.orders().withoutMaintenance(end.node()));
  }

  static Outcome finish(ClusterState state, Command.FinishMaintenance finish) {
    Maintenance known = state.orders().maintenance().get(finish.node());
    boolean leads = state.reign().leader().equals(Optional.of(finish.node()));
    return known == null || (known.comeback().isEmpty() && !leads)
        ? refused(state, finish.node() + " does not come back from maintenance")
        : OperatorOrders.orders(state, state.orders().withoutMaintenance(finish.node()));
  }

  /**
   * Who leads is not in maintenance: elected again where it was, because nobody else could. The
   * others have been moved off.
   */
  static Orders afterOpening(Orders orders, NodeId leader) {
    Orders left = orders.withoutMaintenance(leader);
    for (NodeId node : left.maintenance().keySet()) {
      left = left.maintaining(node, left.maintenance().get(node).movedOff());
    }
    return left;
  }
}
