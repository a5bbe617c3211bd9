package io.saksi.agent.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.saksi.core.model.Epoch;
import io.saksi.core.model.NodeId;
import io.saksi.core.view.Gate;
import io.saksi.core.view.NodeFacts;
import io.saksi.core.view.NodeReport;
import io.saksi.core.view.Postgres;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FenceRungsTest {
  private static final NodeId A = new NodeId("a");
  private static final NodeId B = new NodeId("b");

  @Test
  void onlyTheRungsThatAreThere() {
    assertThat(rungs(NodeFacts.Fence.UNKNOWN, Set.of())).containsExactly("agent");
    assertThat(rungs(NodeFacts.Fence.NONE, Set.of())).containsExactly("agent");
    assertThat(rungs(NodeFacts.Fence.GUARD, Set.of())).containsExactly("agent", "guard");
    assertThat(rungs(NodeFacts.Fence.WATCHDOG, Set.of(A)))
        .containsExactly("agent", "guard", "watchdog", "fence-agent");
  }

  @Test
  void nobodyFencesHimself() {
    NodeReport itself = report(A, NodeFacts.Fence.GUARD, Set.of(A));
    assertThat(FenceRungs.of(itself, List.of(itself))).containsExactly("agent", "guard");
  }

  @Test
  void ofASilentNodeOnlyWhatIsOutsideOfItIsLeft() {
    NodeReport other = report(B, NodeFacts.Fence.GUARD, Set.of(A));
    assertThat(FenceRungs.outside(A, List.of(other))).containsExactly("fence-agent");
    assertThat(FenceRungs.outside(A, List.of())).isEmpty();
  }

  private static List<String> rungs(NodeFacts.Fence own, Set<NodeId> othersCanFence) {
    NodeReport report = report(A, own, Set.of());
    NodeReport other = report(B, NodeFacts.Fence.UNKNOWN, othersCanFence);
    return FenceRungs.of(report, List.of(report, other));
  }

  private static NodeReport report(NodeId node, NodeFacts.Fence fence, Set<NodeId> canFence) {
    NodeFacts unknown = NodeFacts.UNKNOWN;
    NodeFacts facts =
        new NodeFacts(
            unknown.commit(),
            unknown.receiver(),
            fence,
            unknown.clockOffset(),
            unknown.fork(),
            canFence);
    return new NodeReport(
        node,
        Epoch.NONE,
        Optional.empty(),
        new Postgres.Absent(),
        Gate.CLOSED,
        Optional.empty(),
        1,
        List.of(),
        facts);
  }
}
