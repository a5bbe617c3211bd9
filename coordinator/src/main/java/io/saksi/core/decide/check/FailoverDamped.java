package io.saksi.core.decide.check;

import io.saksi.core.model.Cause;
import io.saksi.core.model.Moment;
import io.saksi.core.model.Reign;
import io.saksi.core.state.ClusterState;
import io.saksi.core.view.ClusterView;
import java.util.List;

/**
 * {@link ProblemCode#FAILOVER_DAMPED}: what is wrong softly with one primary after the other is
 * most often wrong with all of them, and failovers one after the other help nobody. So a reign that
 * began with a soft problem lasts for a while before the next one ends it. The first reign, and one
 * that began since a server died, a node vanished or an operator said so, may end at once: there is
 * no row of soft failovers to be broken.
 */
public final class FailoverDamped {
  private FailoverDamped() {}

  /** Whether this problem has to wait. */
  public static boolean holds(
      ClusterState state, Reign.Open open, ClusterView view, Moment now, Problem problem) {
    return problem.code().isSoft()
        && open.epoch().number() > 1
        && view.reignCause().map(FailoverDamped::isSoft).orElse(true)
        && now.since(view.reignSince()).compareTo(state.settings().failoverPause()) < 0;
  }

  /** A candidate that failed says nothing of why there was an election. */
  private static boolean isSoft(Cause cause) {
    return switch (cause) {
      case CANNOT_COMMIT, PRIMARY_NOT_SERVING, CANDIDATE_FAILED -> true;
      case POSTMASTER_DEAD, NODE_SILENT, LEASE_RAN_OUT, SWITCHOVER, FORCED, DISASTER -> false;
    };
  }

  static List<Problem> check(
      ClusterState state, Reign.Open open, ClusterView view, Moment now, List<Problem> causes) {
    return causes.stream()
        .filter(problem -> holds(state, open, view, now, problem))
        .map(problem ->
            new Problem(
                ProblemCode.FAILOVER_DAMPED,
                open.primary(),
                problem.code() + " waits: epoch " + open.epoch() + " has just begun"))
        .toList();
  }
}
