package io.saksi.core.decide.check;

import static io.saksi.core.States.A;
import static io.saksi.core.States.B;
import static io.saksi.core.States.C;
import static io.saksi.core.States.E1;
import static io.saksi.core.States.following;
import static io.saksi.core.States.heard;
import static io.saksi.core.States.open;
import static io.saksi.core.States.primary;
import static io.saksi.core.States.renewed;
import static io.saksi.core.States.report;
import static io.saksi.core.States.sender;
import static io.saksi.core.States.time;

import io.saksi.core.model.Moment;
import io.saksi.core.model.NodeId;
import io.saksi.core.model.SyncSet;
import io.saksi.core.state.ClusterState;
import io.saksi.core.view.ClusterView;
import io.saksi.core.view.NodeFacts;
import io.saksi.core.view.NodeReport;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** A cluster whose primary a is open, with b and c in its sync set, and what the checks find. */
public final class Checked {
  public static final SyncSet BOTH = SyncSet.any(1, List.of(B, C));
  public static final ClusterState OPEN = renewed(open(BOTH));
  public static final Moment NOW = time(10_100);

  private Checked() {}

  public static NodeReport with(NodeReport r, NodeFacts facts) {
    return new NodeReport(
        r.node(),
        r.promised(),
        r.instance(),
        r.postgres(),
        r.gate(),
        r.lease(),
        r.appliedVersion(),
        r.trouble(),
        facts);
  }

  public static NodeFacts commit(NodeFacts.Commit commit) {
    return new NodeFacts(
        commit,
        NodeFacts.Receiver.UNKNOWN,
        NodeFacts.Fence.UNKNOWN,
        Optional.empty(),
        Optional.empty());
  }

  public static NodeReport leading() {
    return report(A, E1, primary(E1, 1, 100, List.of(sender("b", 100), sender("c", 100)), 9));
  }

  public static NodeReport follows(NodeId node) {
    return report(node, E1, following(A, node.name(), 1, 100));
  }

  public static List<ProblemCode> codes(ClusterState state, NodeReport... reports) {
    return Problem.all(state, heard(state, reports), NOW).stream().map(Problem::code).toList();
  }

  public static ClusterView clocked(ClusterView view, Instant wallClock) {
    return new ClusterView(
        view.leaderSince(),
        view.reignSince(),
        view.received(),
        view.lease(),
        view.sightings(),
        view.ordersSince(),
        Optional.of(wallClock));
  }

  public static List<String> evidence(ClusterState state, NodeReport... reports) {
    return Problem.all(state, heard(state, reports), NOW).stream().map(Problem::evidence).toList();
  }
}
