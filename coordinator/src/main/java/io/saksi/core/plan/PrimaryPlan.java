package io.saksi.core.plan;

import io.saksi.core.model.Epoch;
import io.saksi.core.model.Moment;
import io.saksi.core.model.Orders;
import io.saksi.core.model.Reign;
import io.saksi.core.model.SyncEntry;
import io.saksi.core.quorum.Policy;
import io.saksi.core.state.ClusterState;
import io.saksi.core.view.Gate;
import io.saksi.core.view.NodeView;
import io.saksi.core.view.Postgres;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The primary of the open reign: the wanted sync set in force, and the gate as the lease says. */
final class PrimaryPlan {
  private PrimaryPlan() {}

  static List<Action> plan(ClusterState state, Reign.Open open, NodeView view, Moment now) {
    Epoch epoch = open.epoch();
    Optional<Orders.Switchover> switchover =
        state.orders().switchover().filter(s -> s.epoch().equals(epoch));
    if (switchover.isPresent() && view.postgres() instanceof Postgres.Stopped stopped) {
      return restart(state, open, switchover.get(), view, stopped);
    }
    if (!(view.postgres() instanceof Postgres.Primary primary)) {
      // Dead or gone. Whether it may start again is decided by the group, after a new epoch; here
      // it only reports.
      return List.of();
    }
    if (!primary.serves().equals(epoch) || epoch.isBefore(view.promised())) {
      return List.of(new Action.StepDown(epoch));
    }
    if (switchover.map(s -> s.rolledBack().isEmpty()).orElse(false)) {
      // The end of the server is the end of its sessions, and of a gate that is not closed first.
      return List.of(new Action.ShutDown(epoch));
    }
    List<Action> actions = new ArrayList<>();
    boolean mayOpen =
        leaseHolds(state, view, now) && hasRecordedData(state, view) && !Policy.blocksWrites(state);
    if (view.gate() != Gate.CLOSED && !mayOpen) {
      actions.add(new Action.SetGate(epoch, Gate.CLOSED));
    }
    SyncEntry wanted = state.wantedEntry().orElseThrow();
    actions.addAll(SyncPlan.inForce(epoch, wanted, primary));
    // A closing that was called off leaves the gate reported as it was, and clients shut out.
    if (!view.isGateAt(Gate.WRITE) && mayOpen && SyncPlan.gathered(wanted, primary)) {
      actions.add(new Action.SetGate(epoch, Gate.WRITE));
    }
    if (view.checkpointDue() && view.gate() == Gate.WRITE) {
      actions.add(new Action.Checkpoint(epoch));
    }
    return actions;
  }

  /**
   * A switchover that is rolled back: nobody was elected, so the primary starts again within its
   * epoch. The gate opens by the same rule as ever: once the set has flushed its end of WAL.
   */
  private static List<Action> restart(
      ClusterState state,
      Reign.Open open,
      Orders.Switchover switchover,
      NodeView view,
      Postgres.Stopped stopped) {
    boolean may =
        switchover.rolledBack().isPresent()
            && view.promised().equals(open.epoch())
            && stopped.wasPrimary()
            && stopped.timeline() == open.branch().timeline()
            && hasRecordedData(state, view);
    return may
        ? List.of(
            new Action.StartInPlace(
                open.epoch(),
                state.wantedEntry().orElseThrow(),
                view.instance().orElseThrow(),
                switchover.failoverLsn().orElse(state.floorLsn())))
        : List.of();
  }

  /** Another data directory is another database, whatever epoch it claims to serve. */
  private static boolean hasRecordedData(ClusterState state, NodeView view) {
    return view.instance().isPresent()
        && state.member(view.self()).orElseThrow().instance().equals(view.instance());
  }

  private static boolean leaseHolds(ClusterState state, NodeView view, Moment now) {
    return view.leaseDeadline()
        .map(deadline -> now.plus(state.settings().closeAhead()).isBefore(deadline))
        .orElse(false);
  }
}
