package io.saksi.core.plan;

import io.saksi.core.model.Epoch;
import io.saksi.core.model.Position;
import io.saksi.core.quorum.Policy;
import io.saksi.core.state.ClusterState;
import io.saksi.core.view.Gate;
import io.saksi.core.view.NodeView;
import io.saksi.core.view.Postgres;
import java.util.List;

/**
 * While nobody is elected: promise, and say how far the WAL reaches. A standby stops receiving; a
 * former primary dies. Neither is given back to anybody before the election is over.
 */
final class RecruitPlan {
  private RecruitPlan() {}

  static List<Action> plan(ClusterState state, Epoch epoch, NodeView view) {
    boolean promised = !view.promised().isBefore(epoch);
    return switch (view.postgres()) {
      // One that serves this epoch was elected in it: only our peer lags, after a restart.
      case Postgres.Primary primary ->
          primary.serves().isBefore(epoch) ? List.of(new Action.StepDown(epoch)) : List.of();
      // It goes on receiving: nobody waits for it, so what it does not receive would be lost.
      case Postgres.Standby _ when Policy.fencesFirst(state) -> List.of();
      case Postgres.Standby standby ->
          promised && standby.upstream().isEmpty() && !standby.streaming()
              ? revoked(state, epoch, view, standby)
              : List.of(new Action.Revoke(epoch));
      case Postgres.Stopped stopped when promised ->
          mayRecover(state, stopped) ? List.of(new Action.StartRecruit(epoch)) : List.of();
      case Postgres.Stopped _, Postgres.Absent _, Postgres.Unusable _ ->
          promised ? List.of() : List.of(new Action.Promise(epoch));
      // One that hangs says nothing of itself, and dies all the same.
      case Postgres.Busy _ ->
          view.serves().map(serves -> serves.isBefore(epoch)).orElse(false)
              ? List.of(new Action.StepDown(epoch))
              : List.of();
      case Postgres.Witness _ -> List.of();
    };
  }

  /**
   * Reads go on through an election, but not of WAL that has left the history (I5): an election
   * that nobody can win has no end.
   */
  private static List<Action> revoked(
      ClusterState state, Epoch epoch, NodeView view, Postgres.Standby standby) {
    boolean fits =
        state
            .history()
            .branch(standby.timeline())
            .map(of -> new Position(of, standby.reached()))
            .map(at -> state.history().follows(at, state.history().current()))
            .orElse(false);
    return fits || view.gate() == Gate.CLOSED
        ? List.of()
        : List.of(new Action.SetGate(epoch, Gate.CLOSED));
  }

  /**
   * A former primary stays down: it may hold what nobody else has. A candidate that died before it
   * opened is one of those that promised, and may be the only one left with every acknowledged
   * commit.
   */
  private static boolean mayRecover(ClusterState state, Postgres.Stopped stopped) {
    return !stopped.wasPrimary() || state.history().neverOpened(stopped.timeline());
  }
}
