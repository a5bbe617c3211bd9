package io.saksi.core.state;

import static io.saksi.core.state.Transition.refused;

import io.saksi.core.command.Command;
import io.saksi.core.command.Outcome;
import io.saksi.core.model.Cause;
import io.saksi.core.model.Deposed;
import io.saksi.core.model.Epoch;
import io.saksi.core.model.Member;
import io.saksi.core.model.NodeId;
import io.saksi.core.model.Orders;
import io.saksi.core.model.Reign;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * The forced failover, and the nodes that it may have cut off. When it opens, every other data node
 * is a suspect: what it has is not overwritten, counted or elected before it is seen to stream the
 * new history, or an operator decides.
 */
final class Forcing {
  private Forcing() {}

  static Outcome force(ClusterState state, Command.ForceFailover force) {
    Member target = state.members().get(force.target());
    if (!state.reign().epoch().equals(force.epoch())) {
      return refused(state, "epoch " + force.epoch() + " is not the current one");
    } else if (target == null || !target.holdsData() || target.instance().isEmpty()) {
      return refused(state, force.target() + " has no data");
    } else if (state.orders().isHeld(force.target())) {
      return refused(state, force.target() + " is held out of replication: resume it first");
    } else if (state.orders().isInMaintenance(force.target())) {
      return refused(state, force.target() + " is in maintenance: end that first");
    } else if (force.acceptedLoss() < 0) {
      return refused(state, "the loss that is accepted is not negative");
    }
    return switch (state.reign()) {
      case Reign.None _ -> refused(state, "there is no database yet");
      case Reign.Elected elected ->
          refused(state, elected.candidate() + " is elected: wait until it opens or fails");
      case Reign.Open open when open.primary().equals(force.target()) ->
          refused(state, force.target() + " is the primary already");
      case Reign.Open open ->
          electing(state, force, open.epoch().next(), Set.of())
              .deposed(Optional.of(new Deposed(open.epoch(), open.primary(), Optional.empty())))
              .applied();
      case Reign.Electing electing ->
          electing(state, force, electing.epoch(), electing.excluded()).applied();
    };
  }

  private static Edit electing(
      ClusterState state, Command.ForceFailover force, Epoch epoch, Set<NodeId> excluded) {
    Set<NodeId> others = new HashSet<>(excluded);
    others.remove(force.target());
    Orders.Forced forced = new Orders.Forced(epoch, force.target(), force.acceptedLoss());
    return Edit.of(state)
        .reign(new Reign.Electing(epoch, Cause.FORCED, others))
        .orders(state.orders().withForced(Optional.of(forced)).withSwitchover(Optional.empty()));
  }

  /** The orders once this candidate opens: what led here is done. */
  static Orders afterOpening(ClusterState state, Reign.Elected elected) {
    Orders orders = state.orders();
    Orders left =
        Upkeep.afterOpening(
            orders.withForced(Optional.empty()).withSwitchover(Optional.empty()),
            elected.candidate());
    boolean forced = orders.forced().map(f -> isFor(f, elected)).orElse(false);
    if (!forced) {
      return left;
    }
    for (Member member : state.members().values()) {
      boolean mayDiffer =
          member.instance().isPresent() && !member.node().equals(elected.candidate());
      if (mayDiffer && !left.isHeld(member.node())) {
        String reason = "a forced failover took " + elected.candidate() + " as it was";
        left =
            left.holding(
                member.node(), new Orders.Hold(Orders.Kind.SUSPECT, elected.epoch(), reason));
      }
    }
    return left;
  }

  static boolean isFor(Orders.Forced forced, Reign.Elected elected) {
    return forced.epoch().equals(elected.epoch()) && forced.target().equals(elected.candidate());
  }

  static Outcome suspend(ClusterState state, Command.SuspendNode suspend) {
    Optional<Orders.Hold> hold = state.orders().hold(suspend.node());
    if (hold.isEmpty()) {
      return suspendByOrder(state, suspend);
    }
    if (!isOpen(state, suspend.epoch())
        || hold.map(Orders.Hold::kind).filter(k -> k == Orders.Kind.SUSPECT).isEmpty()) {
      return refused(state, suspend.node() + " is no suspect in epoch " + suspend.epoch());
    }
    Orders.Hold suspended =
        new Orders.Hold(Orders.Kind.SUSPENDED, hold.get().since(), suspend.reason());
    return OperatorOrders.orders(state, state.orders().holding(suspend.node(), suspended));
  }

  /**
   * A node that is no suspect: an operator takes it out of replication. Never one that a set in
   * force counts: its position may be the one that an election needs, and commits would wait for
   * it.
   */
  private static Outcome suspendByOrder(ClusterState state, Command.SuspendNode suspend) {
    Optional<String> reason = whyNotSuspend(state, suspend);
    Orders.Hold hold = new Orders.Hold(Orders.Kind.SUSPENDED, suspend.epoch(), suspend.reason());
    return reason.isPresent()
        ? refused(state, suspend.node() + " " + reason.get())
        : OperatorOrders.orders(state, state.orders().holding(suspend.node(), hold));
  }

  private static Optional<String> whyNotSuspend(ClusterState state, Command.SuspendNode suspend) {
    NodeId node = suspend.node();
    if (!isOpen(state, suspend.epoch())) {
      return Optional.of("is not suspended now: epoch " + suspend.epoch() + " is not open");
    } else if (!state.member(node).map(Member::holdsData).orElse(false)) {
      return Optional.of("is no data node of this cluster");
    } else if (state.reign().leader().equals(Optional.of(node))) {
      return Optional.of("is the primary: switch over first");
    } else if (state.isCounted(node)) {
      return Optional.of("is in a sync set in force: tag it nosync, and wait until it is out");
    } else if (state.orders().switchover().map(s -> s.target().equals(node)).orElse(false)) {
      return Optional.of("is the target of a switchover");
    }
    return Optional.empty();
  }

  static Outcome clear(ClusterState state, Command.ClearSuspect clear) {
    Optional<Orders.Hold> hold = state.orders().hold(clear.node());
    if (!isOpen(state, clear.epoch())
        || hold.map(Orders.Hold::kind).filter(k -> k == Orders.Kind.SUSPECT).isEmpty()) {
      return refused(state, clear.node() + " is no suspect in epoch " + clear.epoch());
    }
    return OperatorOrders.orders(state, state.orders().lettingGo(clear.node()));
  }

  private static boolean isOpen(ClusterState state, Epoch epoch) {
    return state.reign() instanceof Reign.Open open && open.epoch().equals(epoch);
  }

  static Outcome resume(ClusterState state, Command.ResumeNode resume) {
    return state.orders().isHeld(resume.node())
        ? OperatorOrders.orders(state, state.orders().lettingGo(resume.node()))
        : refused(state, resume.node() + " is not held out of replication");
  }

  /** Its data may still be the only copy of something: nothing of it is touched from here on. */
  static Outcome detach(ClusterState state, Command.DetachNode detach) {
    Optional<Orders.Hold> hold = state.orders().hold(detach.node());
    if (hold.isEmpty()) {
      return refused(state, detach.node() + " is not held out of replication: remove it instead");
    }
    if (state.isCounted(detach.node())
        || state.reign().leader().equals(Optional.of(detach.node()))
        || OperatorOrders.isDeposed(state, detach.node())) {
      return refused(state, detach.node() + " is still needed");
    }
    Orders.Hold detached =
        new Orders.Hold(Orders.Kind.DETACHED, hold.get().since(), hold.get().reason());
    return Edit.of(state)
        .members(OperatorOrders.without(state, detach.node()))
        .orders(state.orders().holding(detach.node(), detached).withoutMaintenance(detach.node()))
        .applied();
  }
}
