package io.saksi.core.plan;

import static io.saksi.core.States.B;
import static io.saksi.core.States.C;
import static io.saksi.core.States.E1;
import static io.saksi.core.States.E2;
import static io.saksi.core.States.after;
import static io.saksi.core.States.at;
import static io.saksi.core.States.crashed;
import static io.saksi.core.States.fenced;
import static io.saksi.core.States.open;
import static io.saksi.core.States.primary;
import static io.saksi.core.States.renewed;
import static io.saksi.core.States.revoked;
import static io.saksi.core.States.time;
import static io.saksi.core.States.view;
import static org.assertj.core.api.Assertions.assertThat;

import io.saksi.core.command.Command;
import io.saksi.core.model.Epoch;
import io.saksi.core.model.Lsn;
import io.saksi.core.model.NodeId;
import io.saksi.core.model.Reign;
import io.saksi.core.model.SyncSet;
import io.saksi.core.state.ClusterState;
import io.saksi.core.view.Gate;
import io.saksi.core.view.Postgres;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Nodes that an operator is to decide about, and nodes that are no members (I6). */
class HeldPlanTest {
  private static final ClusterState FORCED =
      after(
          fenced(
              after(
                  renewed(open(SyncSet.any(1, List.of(B, C)))),
                  new Command.ForceFailover(E1, B, 1_000))),
          new Command.Elect(
              E2, B, Reign.Accession.PROMOTE, Optional.empty(), Map.of(B, at(10)), SyncSet.NOBODY),
          new Command.Open(E2, SyncSet.NOBODY, Optional.of(new Lsn(10))));
  private static final ClusterState SUSPENDED =
      after(FORCED, new Command.SuspendNode(E2, C, "it has more"));
  private static final ClusterState DETACHED = after(SUSPENDED, new Command.DetachNode(C));
  private static final List<Postgres> DOWN =
      List.of(crashed(), new Postgres.Absent(), new Postgres.Unusable("?"));

  private static List<Action> planned(
      ClusterState state, NodeId self, Epoch promised, Postgres postgres) {
    return NodePlanner.plan(state, view(self, promised, postgres, Gate.CLOSED), time(1_000));
  }

  @Test
  void aSuspendedNodePromisesLikeEverybodyAndDoesNothingElse() {
    for (Postgres down : DOWN) {
      assertThat(planned(SUSPENDED, C, E1, down)).containsExactly(new Action.Promise(E2));
      assertThat(planned(SUSPENDED, C, E2, down)).isEmpty();
    }
    assertThat(planned(SUSPENDED, C, E1, revoked(90))).containsExactly(new Action.Revoke(E2));
    assertThat(planned(SUSPENDED, C, E1, new Postgres.Busy("start"))).isEmpty();
  }

  @Test
  void aSuspendedNodeThatStillLeadsInAnEarlierNameStepsDown() {
    assertThat(planned(SUSPENDED, C, E1, primary(E1, 1, 90, List.of(), 1)))
        .containsExactly(new Action.StepDown(E2));
    assertThat(planned(SUSPENDED, C, E2, primary(E2, 2, 90, List.of(), 1)))
        .as("elected in this epoch: only its peer lags")
        .isEmpty();
  }

  @Test
  void aDetachedPrimaryStepsDownAndAStrangersIsNotOursToKill() {
    Postgres leads = primary(E1, 1, 90, List.of(), 1);
    assertThat(planned(DETACHED, C, E2, leads)).containsExactly(new Action.StepDown(E2));
    assertThat(planned(DETACHED, new NodeId("stranger"), E2, leads)).isEmpty();
  }

  @Test
  void nothingIsStartedOnWhatIsNoMember() {
    for (Postgres down : DOWN) {
      assertThat(planned(DETACHED, C, E2, down)).isEmpty();
    }
    assertThat(planned(DETACHED, C, E2, new Postgres.Busy("stop"))).isEmpty();
  }
}
