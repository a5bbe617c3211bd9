package io.saksi.core.decide.check;

import io.saksi.core.decide.Comeback;
import io.saksi.core.decide.Upkeep;
import io.saksi.core.model.Maintenance;
import io.saksi.core.model.Moment;
import io.saksi.core.model.NodeId;
import io.saksi.core.state.ClusterState;
import io.saksi.core.view.ClusterView;
import io.saksi.core.view.NodeReport;
import java.util.List;
import java.util.Map;

/** {@link ProblemCode#IN_MAINTENANCE} and {@link ProblemCode#MAINTENANCE_NOT_OVER}. */
final class InMaintenance {
  private InMaintenance() {}

  static List<Problem> check(ClusterState state, ClusterView view, Moment now) {
    Map<NodeId, NodeReport> heard = Upkeep.heard(state, view, now);
    return state.orders().maintenance().entrySet().stream()
        .map(e -> problem(state, e.getKey(), e.getValue(), heard))
        .toList();
  }

  private static Problem problem(
      ClusterState state, NodeId node, Maintenance of, Map<NodeId, NodeReport> heard) {
    return of.comeback().isEmpty()
        ? new Problem(
            ProblemCode.IN_MAINTENANCE,
            node,
            node + " is in maintenance until " + of.until() + ": " + of.reason())
        : new Problem(
            ProblemCode.MAINTENANCE_NOT_OVER,
            node,
            node + " is not back: " + String.join("; ", Comeback.missing(state, node, heard)));
  }
}
