package io.saksi.core.plan;

import io.saksi.core.model.Branch;
import io.saksi.core.model.Epoch;
import io.saksi.core.model.Lsn;
import io.saksi.core.model.Moment;
import io.saksi.core.model.NodeId;
import io.saksi.core.model.Reign;
import io.saksi.core.state.ClusterState;
import io.saksi.core.view.NodeView;
import io.saksi.core.view.Postgres;
import java.util.List;
import java.util.Optional;

/**
 * How a node comes back that cannot just follow: a former primary is looked at first, what left the
 * history is rewound or cloned. It is overwritten only when somebody is open (I5: until then its
 * data may be needed), by an agent that has just heard a Raft leader of this epoch (one that
 * replays its log does not know yet what was decided since: a forced failover may have put the node
 * under suspicion), and never while it is counted by a set in force.
 */
record RejoinPlan(
    ClusterState state, Epoch epoch, Branch branch, NodeId leader, NodeView view, Moment now) {

  /**
   * A former primary may hold WAL that nobody else has. Started as it is, it would serve it to
   * readers and acknowledge commits by it, so the files are looked at first.
   */
  List<Action> formerPrimary(Postgres.Stopped stopped) {
    Optional<Lsn> leavesAt = state.history().leaves(stopped.timeline(), branch.timeline());
    if (leavesAt.isEmpty()) {
      return overwrite();
    }
    Optional<NodeView.ForkVerdict> verdict =
        view.fork().filter(known -> known.timeline() == branch.timeline());
    if (verdict.isEmpty()) {
      return openReign()
          ? List.of(new Action.CheckFork(epoch, branch, stopped.timeline(), leavesAt.get()))
          : List.of();
    }
    return verdict.get().follows() ? List.of(new Action.StartRecruit(epoch)) : overwrite();
  }

  /** There is nothing to rewind. */
  List<Action> absent() {
    return mayBeOverwritten() ? List.of(new Action.Clone(epoch, leader)) : List.of();
  }

  /** Of a standby whose leader has not the WAL that it needs next: it would ask for ever. */
  List<Action> starved() {
    return onlyACloneHelps() ? overwrite() : List.of();
  }

  private boolean onlyACloneHelps() {
    return view.rewindFailed().equals(Optional.of(branch.timeline()));
  }

  List<Action> overwrite() {
    if (!mayBeOverwritten()) {
      return List.of();
    }
    return List.of(
        onlyACloneHelps()
            ? new Action.Clone(epoch, leader)
            : new Action.Rewind(epoch, leader, branch));
  }

  private boolean mayBeOverwritten() {
    return openReign() && view.isConfirmed(state.settings().readTtl(), now) && !isKept(state, view);
  }

  /**
   * What a set in force counts (I1), what an operator holds, and what is no member's (I6) stays as
   * it is; and what a forced failover cut off, for it may be the only copy (I5): where there is
   * nothing, nothing can be lost.
   */
  static boolean isKept(ClusterState state, NodeView view) {
    boolean cutOff =
        state.orders().isHeld(view.self()) && !(view.postgres() instanceof Postgres.Absent);
    return cutOff
        || state.orders().isSuspended(view.self())
        || state.member(view.self()).isEmpty()
        || state.isCounted(view.self());
  }

  private boolean openReign() {
    return state.reign() instanceof Reign.Open;
  }
}
