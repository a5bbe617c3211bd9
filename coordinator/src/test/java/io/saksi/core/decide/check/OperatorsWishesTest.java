package io.saksi.core.decide.check;

import static io.saksi.core.States.A;
import static io.saksi.core.States.B;
import static io.saksi.core.States.C;
import static io.saksi.core.States.E1;
import static io.saksi.core.States.E2;
import static io.saksi.core.States.after;
import static io.saksi.core.States.at;
import static io.saksi.core.States.crashed;
import static io.saksi.core.States.fenced;
import static io.saksi.core.States.heard;
import static io.saksi.core.States.primary;
import static io.saksi.core.States.report;
import static io.saksi.core.decide.check.Checked.NOW;
import static io.saksi.core.decide.check.Checked.OPEN;
import static io.saksi.core.decide.check.Checked.clocked;
import static io.saksi.core.decide.check.Checked.codes;
import static io.saksi.core.decide.check.Checked.evidence;
import static io.saksi.core.decide.check.Checked.follows;
import static io.saksi.core.decide.check.Checked.leading;
import static org.assertj.core.api.Assertions.assertThat;

import io.saksi.core.command.Command;
import io.saksi.core.decide.Decider;
import io.saksi.core.decide.Explain;
import io.saksi.core.model.Lsn;
import io.saksi.core.model.NodeId;
import io.saksi.core.model.Reign;
import io.saksi.core.model.SyncSet;
import io.saksi.core.state.ClusterState;
import io.saksi.core.view.ClusterView;
import io.saksi.core.view.NodeReport;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What operators decided is said wherever problems are: a pause, a change of roles, held nodes. */
class OperatorsWishesTest {
  @Test
  void aPauseIsSeen() {
    ClusterState paused = after(OPEN, new Command.Pause("work", Optional.empty()));
    assertThat(codes(paused, leading(), follows(B), follows(C)))
        .containsExactly(ProblemCode.PAUSED);
  }

  @Test
  void aPausedClusterWaitsUntilTheEndThatWasSet() {
    Instant noon = Instant.parse("2026-11-21T12:00:00Z");
    ClusterState paused = after(OPEN, new Command.Pause("work", Optional.of(noon)));
    ClusterView dead = heard(paused, report(A, E1, crashed()), follows(B), follows(C));
    assertThat(Decider.decide(paused, dead, NOW)).isEmpty();
    assertThat(Explain.explain(paused, dead, NOW).whyNoFailover())
        .containsExactly("POSTMASTER_DEAD: paused: work");
    assertThat(Decider.decide(paused, clocked(dead, noon.minusMillis(1)), NOW)).isEmpty();
    assertThat(Decider.decide(paused, clocked(dead, noon), NOW))
        .containsExactly(new Command.Resume());
  }

  @Test
  void whatWaitsIsHeldOrIsUnderWayIsSaidToo() {
    ClusterState under = after(OPEN, new Command.BeginSwitchover(E1, B, Duration.ofSeconds(20)));
    assertThat(evidence(under, leading(), follows(B), follows(C)))
        .containsExactly("roles change from a to b");
    ClusterState back = after(under, new Command.CancelSwitchover(E1, "too slow"));
    assertThat(evidence(back, leading(), follows(B), follows(C)))
        .containsExactly("the switchover to b is rolled back: too slow");
    Instant noon = Instant.parse("2026-11-21T12:00:00Z");
    ClusterState paused = after(OPEN, new Command.Pause("work", Optional.of(noon)));
    assertThat(evidence(paused, leading(), follows(B), follows(C)))
        .containsExactly("paused until 2026-11-21T12:00:00Z: work");
  }

  @Test
  void aNodeIsSaidToBeHeldUntilItIsNoMemberAnyMore() {
    ClusterState forced =
        after(
            fenced(after(OPEN, new Command.ForceFailover(E1, B, 1_000))),
            new Command.Elect(
                E2,
                B,
                Reign.Accession.PROMOTE,
                Optional.empty(),
                Map.of(B, at(10)),
                SyncSet.NOBODY),
            new Command.Open(E2, SyncSet.NOBODY, Optional.of(new Lsn(10))));
    NodeReport b = report(B, E2, primary(E2, 2, 10, List.of(), 9));
    assertThat(held(forced, b)).containsExactly(A, C);
    assertThat(held(after(forced, new Command.DetachNode(C)), b)).containsExactly(A);
  }

  private static List<NodeId> held(ClusterState state, NodeReport b) {
    return Problem.all(state, heard(state, b), NOW).stream()
        .filter(problem -> problem.code() == ProblemCode.NODE_SUSPENDED)
        .map(Problem::node)
        .toList();
  }
}
