package io.saksi.agent.admin;

import io.saksi.core.model.NodeId;
import io.saksi.core.view.NodeFacts;
import io.saksi.core.view.NodeReport;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * The ladder of what would stop a node's PostgreSQL (design, section 5), with the rungs that are
 * there now and no others.
 */
final class FenceRungs {
  private FenceRungs() {}

  /**
   * Of a node that is heard.
   *
   * @param heard the reports of all nodes that are heard
   */
  static List<String> of(NodeReport report, Collection<NodeReport> heard) {
    List<String> rungs = new ArrayList<>(List.of("agent"));
    switch (report.facts().fence()) {
      case UNKNOWN, NONE -> {}
      case GUARD -> rungs.add("guard");
      // What feeds it is the guard.
      case WATCHDOG, AGENT -> rungs.addAll(List.of("guard", "watchdog"));
    }
    rungs.addAll(outside(report.node(), heard));
    return rungs;
  }

  /** What does not depend on the node itself: somebody else's fence agent, tried not long ago. */
  static List<String> outside(NodeId node, Collection<NodeReport> heard) {
    boolean fenceable =
        heard.stream()
            .filter(other -> !other.node().equals(node))
            .anyMatch(other -> other.facts().canFence().contains(node));
    return fenceable ? List.of("fence-agent") : List.of();
  }

  static boolean lacksAGuard(NodeReport report) {
    return report.facts().fence() == NodeFacts.Fence.NONE;
  }
}
