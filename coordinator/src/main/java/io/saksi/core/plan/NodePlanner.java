package io.saksi.core.plan;

import io.saksi.core.model.Moment;
import io.saksi.core.model.NodeId;
import io.saksi.core.model.Reign;
import io.saksi.core.state.ClusterState;
import io.saksi.core.view.Gate;
import io.saksi.core.view.NodeView;
import io.saksi.core.view.Postgres;
import java.util.List;
import java.util.Optional;

/**
 * What a node has to do, given the state that its own Raft peer applied (it may be stale: epochs,
 * the lease and the promise make that safe) and what it sees of itself. Level-triggered: it looks
 * at what is, so that a restart at any point goes on. Only the first action is carried out before
 * planning again.
 */
public final class NodePlanner {
  private NodePlanner() {}

  /**
   * What this node is to do now. I5: whatever else is going on, reads end when no leader of this
   * epoch was heard for long; only a promise that can be made now comes first.
   */
  public static List<Action> plan(ClusterState state, NodeView view, Moment now) {
    if (view.postgres() instanceof Postgres.Witness) {
      return List.of();
    }
    if (!readsTooLong(state, view, now)) {
      return inReign(state, view, now);
    }
    List<Action> promise =
        view.promised().isBefore(state.reign().epoch()) ? inReign(state, view, now) : List.of();
    return promise.isEmpty() ? List.of(new Action.SetGate(view.promised(), Gate.CLOSED)) : promise;
  }

  private static List<Action> inReign(ClusterState state, NodeView view, Moment now) {
    if (state.reign().epoch().isBefore(view.promised())) {
      // Our peer has not applied yet what we already promised: anything we did now would be old.
      return List.of();
    }
    if (state.member(view.self()).isEmpty()) {
      return HeldPlan.noMember(state, view);
    }
    if (state.orders().isSuspended(view.self())) {
      return HeldPlan.suspended(state, view);
    }
    List<Action> usual = usual(state, view, now);
    return MaintenancePlan.leavesAlone(state, view.self())
        ? MaintenancePlan.plan(state, view, usual)
        : usual;
  }

  /**
   * Whether an operator works on this node and nobody needs it: its PostgreSQL is his to stop and
   * to start.
   */
  public static boolean leavesAlone(ClusterState state, NodeId self) {
    return MaintenancePlan.leavesAlone(state, self);
  }

  private static List<Action> usual(ClusterState state, NodeView view, Moment now) {
    return switch (state.reign()) {
      case Reign.None _ -> List.of();
      case Reign.Electing electing -> RecruitPlan.plan(state, electing.epoch(), view);
      case Reign.Elected elected ->
          elected.candidate().equals(view.self())
              ? CandidatePlan.plan(state, elected, view)
              : FollowerPlan.plan(
                  state, elected.epoch(), elected.branch(), elected.leader(), view, now);
      case Reign.Open open ->
          open.primary().equals(view.self())
              ? PrimaryPlan.plan(state, open, view, now)
              : FollowerPlan.plan(state, open.epoch(), open.branch(), open.leader(), view, now);
    };
  }

  /**
   * Whether what is under way has to end though nothing else is to be done: data that are to be
   * kept are not overwritten any further. That no leader was heard for a while is no reason: hours
   * of cloning are not thrown away for an election of seconds.
   */
  public static boolean mustEnd(ClusterState state, NodeView view, Action underWay) {
    return switch (underWay) {
      case Action.Rewind _, Action.Clone _ -> RejoinPlan.isKept(state, view);
      case Action.Promise _,
          Action.Revoke _,
          Action.StepDown _,
          Action.Found _,
          Action.StartRecruit _,
          Action.StartInPlace _,
          Action.Follow _,
          Action.Promote _,
          Action.ApplySync _,
          Action.SetGate _,
          Action.ShutDown _,
          Action.Checkpoint _,
          Action.CheckFork _ ->
          false;
    };
  }

  private static boolean readsTooLong(ClusterState state, NodeView view, Moment now) {
    return view.gate() == Gate.READ && !view.isConfirmed(state.settings().readTtl(), now);
  }

  /**
   * Whether this node asks for its lease to be renewed: it is the primary of the open reign, its
   * PostgreSQL runs in that epoch's name, and it has not promised itself to a later one.
   */
  public static boolean renews(ClusterState state, NodeView view) {
    return state.reign() instanceof Reign.Open open
        && open.primary().equals(view.self())
        && !open.epoch().isBefore(view.promised())
        && view.serves().equals(Optional.of(open.epoch()));
  }
}
