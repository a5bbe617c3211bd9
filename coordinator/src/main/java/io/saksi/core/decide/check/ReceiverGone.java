package io.saksi.core.decide.check;

import io.saksi.core.model.Moment;
import io.saksi.core.model.NodeId;
import io.saksi.core.model.Reign;
import io.saksi.core.state.ClusterState;
import io.saksi.core.view.ClusterView;
import io.saksi.core.view.NodeFacts;
import io.saksi.core.view.NodeReport;
import io.saksi.core.view.Postgres;
import java.util.List;

/**
 * Standbys that follow the primary in name only: {@link ProblemCode#RECEIVER_GONE}, or {@link
 * ProblemCode#REPLICATION_LINK_CUT} where the standby says that it cannot reach a primary that is
 * heard, and runs.
 */
final class ReceiverGone {
  private ReceiverGone() {}

  static List<Problem> check(ClusterState state, Reign.Open open, ClusterView view, Moment now) {
    // Where its PostgreSQL does not run, there is nothing to receive from, and that is the problem.
    boolean primaryRuns =
        view.silence(open.primary(), now).compareTo(state.settings().silence()) <= 0
            && view.report(open.primary())
                .map(report -> report.postgres() instanceof Postgres.Primary)
                .orElse(false);
    return view.received().values().stream()
        .map(ClusterView.Received::report)
        .filter(r -> primaryRuns && !r.node().equals(open.primary()))
        .filter(r -> !state.orders().isInMaintenance(r.node()))
        .filter(r -> view.silence(r.node(), now).compareTo(state.settings().silence()) <= 0)
        .filter(r ->
            r.postgres() instanceof Postgres.Standby standby
                && !standby.streaming()
                && standby.upstream().map(u -> u.node().equals(open.primary())).orElse(false))
        .map(r -> problem(open.primary(), r))
        .sorted(java.util.Comparator.comparing(Problem::node))
        .toList();
  }

  private static Problem problem(NodeId primary, NodeReport report) {
    boolean cut = report.facts().receiver() == NodeFacts.Receiver.UNREACHABLE;
    return new Problem(
        cut ? ProblemCode.REPLICATION_LINK_CUT : ProblemCode.RECEIVER_GONE,
        report.node(),
        cut
            ? report.node() + " cannot reach " + primary + ", and both are heard here"
            : report.node() + " follows " + primary + " and receives nothing");
  }
}
