package io.saksi.core.decide.check;

import io.saksi.core.model.Moment;
import io.saksi.core.model.Reign;
import io.saksi.core.state.ClusterState;
import io.saksi.core.view.ClusterView;
import java.util.List;

/**
 * {@link ProblemCode#FAILOVER_DAMPED}: the first reign, and one that has lasted, may end at once.
 */
public final class FailoverDamped {
  private FailoverDamped() {}

  /** Whether this problem has to wait. */
  public static boolean holds(
      ClusterState state, Reign.Open open, ClusterView view, Moment now, Problem problem) {
    return problem.code().isSoft()
        && open.epoch().number() > 1
        && now.since(view.reignSince()).compareTo(state.settings().failoverPause()) < 0;
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
