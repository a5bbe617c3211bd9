package io.saksi.core.decide.check;

import static io.saksi.core.States.B;
import static io.saksi.core.States.C;
import static io.saksi.core.States.E2;
import static io.saksi.core.States.after;
import static io.saksi.core.States.crashed;
import static io.saksi.core.States.elected;
import static io.saksi.core.States.fenced;
import static io.saksi.core.States.following;
import static io.saksi.core.States.heard;
import static io.saksi.core.States.primary;
import static io.saksi.core.States.renewed;
import static io.saksi.core.States.report;
import static io.saksi.core.States.sender;
import static io.saksi.core.decide.check.Checked.NOW;
import static io.saksi.core.decide.check.Checked.codes;
import static io.saksi.core.decide.check.Checked.commit;
import static io.saksi.core.decide.check.Checked.with;
import static org.assertj.core.api.Assertions.assertThat;

import io.saksi.core.command.Command;
import io.saksi.core.decide.Decider;
import io.saksi.core.decide.Explain;
import io.saksi.core.model.Cause;
import io.saksi.core.model.Lsn;
import io.saksi.core.model.SyncSet;
import io.saksi.core.state.ClusterState;
import io.saksi.core.view.ClusterView;
import io.saksi.core.view.NodeFacts;
import io.saksi.core.view.NodeReport;
import io.saksi.core.view.Postgres;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FailoverDampedTest {
  @Test
  void aSoftProblemDoesNotEndAReignThatHasJustBegunButADeadPostmasterDoes() {
    ClusterState second =
        after(
            fenced(elected()),
            new Command.Open(E2, SyncSet.any(1, List.of(C)), Optional.of(new Lsn(100))));
    ClusterState led = renewed(second);
    NodeReport c = report(C, E2, following(B, "c", 2, 200));
    Postgres.Primary serving =
        primary(E2, 2, 200, List.of(sender("c", 200)), led.inForce().getLast().id());
    NodeReport full = with(report(B, E2, serving), commit(NodeFacts.Commit.DISK_FULL));
    assertThat(Decider.decide(led, heard(led, full, c), NOW)).isEmpty();
    assertThat(Explain.explain(led, heard(led, full, c), NOW).whyNoFailover())
        .singleElement()
        .asString()
        .contains("damped");
    assertThat(codes(led, full, c)).contains(ProblemCode.FAILOVER_DAMPED);
    assertThat(Decider.decide(led, heard(led, report(B, E2, crashed()), c), NOW))
        .containsExactly(new Command.BeginFailover(E2, Cause.POSTMASTER_DEAD));
  }

  @Test
  void aYoungReignThatBeganForAHardReasonIsNotDamped() {
    ClusterState second =
        renewed(
            after(
                fenced(elected()),
                new Command.Open(E2, SyncSet.any(1, List.of(C)), Optional.of(new Lsn(100)))));
    Postgres.Primary serving =
        primary(E2, 2, 200, List.of(sender("c", 200)), second.inForce().getLast().id());
    NodeReport hung = with(report(B, E2, serving), commit(NodeFacts.Commit.HUNG));
    ClusterView young = heard(second, hung, report(C, E2, following(B, "c", 2, 200)));
    for (Cause cause : Cause.values()) {
      List<Command> decided = Decider.decide(second, begunBy(young, cause), NOW);
      if (cause == Cause.CANNOT_COMMIT
          || cause == Cause.PRIMARY_NOT_SERVING
          || cause == Cause.CANDIDATE_FAILED) {
        assertThat(decided).as("%s", cause).isEmpty();
      } else {
        assertThat(decided)
            .as("%s", cause)
            .containsExactly(new Command.BeginFailover(E2, Cause.CANNOT_COMMIT));
      }
    }
  }

  private static ClusterView begunBy(ClusterView view, Cause cause) {
    return new ClusterView(
        view.leaderSince(),
        view.reignSince(),
        view.received(),
        view.lease(),
        view.sightings(),
        view.ordersSince(),
        view.wallClock(),
        Optional.of(cause));
  }
}
