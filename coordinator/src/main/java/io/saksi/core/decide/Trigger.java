package io.saksi.core.decide;

import io.saksi.core.command.Command;
import io.saksi.core.decide.check.FailoverDamped;
import io.saksi.core.decide.check.Problem;
import io.saksi.core.decide.check.ProblemCode;
import io.saksi.core.model.Cause;
import io.saksi.core.model.Moment;
import io.saksi.core.model.NodeId;
import io.saksi.core.model.Orders;
import io.saksi.core.model.Reign;
import io.saksi.core.quorum.Policy;
import io.saksi.core.state.ClusterState;
import io.saksi.core.view.ClusterView;
import java.util.Optional;

/** From a problem of the primary to the begin of a failover, and what stands against it. */
final class Trigger {
  private Trigger() {}

  static Optional<Command> failover(
      ClusterState state, Reign.Open open, ClusterView view, Moment now) {
    return Problem.of(state, open, view, now).stream()
        .filter(problem -> hindrance(state, open, view, now, problem).isEmpty())
        .findFirst()
        .map(problem -> new Command.BeginFailover(open.epoch(), problem.cause().orElseThrow()));
  }

  /**
   * Why this problem does not begin a failover now; empty if it does. It begins only where it can
   * lead somewhere: some node could become eligible, or the primary is dead anyway. Ending the
   * reign of a primary that might come back, with nobody to follow it, would only make things
   * worse.
   */
  static Optional<String> hindrance(
      ClusterState state, Reign.Open open, ClusterView view, Moment now, Problem problem) {
    Optional<Orders.Pause> pause = state.orders().pause();
    if (pause.isPresent()) {
      return Optional.of("paused: " + pause.get().reason());
    }
    if (isPartOfSwitchover(state, view, now, problem.code())) {
      return Optional.of("a switchover is under way");
    }
    if (FailoverDamped.holds(state, open, view, now, problem)) {
      return Optional.of(
          "damped: this reign is younger than "
              + state.settings().failoverPause().toMillis()
              + " ms");
    }
    if (problem.code() == ProblemCode.POSTMASTER_DEAD) {
      return Optional.empty();
    }
    if (!Policy.allowsAutomaticFailover(state)) {
      return Optional.of("in this mode a failover waits for an operator: saksi failover NODE");
    }
    Optional<NodeId> successor = Outlook.wouldWin(state, open, view, now);
    if (successor.isEmpty()) {
      return Optional.of("nobody could be elected");
    }
    return problem.cause().equals(Optional.of(Cause.CANNOT_COMMIT))
            && Heard.hasBadDisk(view, successor.get())
        ? Optional.of(successor.get() + " would lead, and its own disk is no better")
        : Optional.empty();
  }

  /**
   * That the primary is down is what was ordered; for how long, {@link Switching} bounds. The bound
   * on a rollback is that on any candidate.
   */
  private static boolean isPartOfSwitchover(
      ClusterState state, ClusterView view, Moment now, ProblemCode code) {
    boolean expected =
        code == ProblemCode.POSTMASTER_DEAD || code == ProblemCode.PRIMARY_NOT_SERVING;
    boolean rollbackOverdue =
        state.orders().switchover().map(s -> s.rolledBack().isPresent()).orElse(false)
            && now.since(view.ordersSince()).compareTo(state.settings().candidateTimeout()) > 0;
    return expected && state.orders().switchover().isPresent() && !rollbackOverdue;
  }
}
