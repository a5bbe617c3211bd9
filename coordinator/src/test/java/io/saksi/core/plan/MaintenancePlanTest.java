package io.saksi.core.plan;

import static io.saksi.core.States.A;
import static io.saksi.core.States.B;
import static io.saksi.core.States.C;
import static io.saksi.core.States.E1;
import static io.saksi.core.States.E2;
import static io.saksi.core.States.after;
import static io.saksi.core.States.crashed;
import static io.saksi.core.States.following;
import static io.saksi.core.States.open;
import static io.saksi.core.States.primary;
import static io.saksi.core.States.renewed;
import static io.saksi.core.States.time;
import static io.saksi.core.States.view;
import static org.assertj.core.api.Assertions.assertThat;

import io.saksi.core.command.Command;
import io.saksi.core.model.Cause;
import io.saksi.core.model.Epoch;
import io.saksi.core.model.Lsn;
import io.saksi.core.model.Maintenance;
import io.saksi.core.model.SyncSet;
import io.saksi.core.state.ClusterState;
import io.saksi.core.view.Gate;
import io.saksi.core.view.Postgres;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A node that an operator works on: its PostgreSQL is his, what others rely on is not. */
class MaintenancePlanTest {
  private static final Command BEGIN =
      new Command.BeginMaintenance(C, "work", Instant.EPOCH, Optional.empty());
  private static final ClusterState COUNTED =
      after(renewed(open(SyncSet.any(1, List.of(B, C)))), BEGIN);
  private static final ClusterState FREE = after(renewed(open(SyncSet.any(1, List.of(B)))), BEGIN);
  private static final ClusterState ELECTING =
      after(FREE, new Command.BeginFailover(E1, Cause.POSTMASTER_DEAD));
  private static final Postgres.Stopped STOPPED = new Postgres.Stopped(false, 1, Optional.empty());
  private static final Postgres.Standby STREAMS = following(A, "c__join", 1, 10);

  private static List<Action> planned(
      ClusterState state, Epoch promised, Postgres postgres, Gate gate) {
    return NodePlanner.plan(state, view(C, promised, postgres, gate), time(1_000));
  }

  @Test
  void whatTheOperatorStoppedStaysDown() {
    List<Postgres> down =
        List.of(STOPPED, crashed(), new Postgres.Absent(), new Postgres.Unusable("?"));
    for (Postgres postgres : down) {
      assertThat(planned(FREE, E1, postgres, Gate.CLOSED)).isEmpty();
      assertThat(planned(ELECTING, E1, postgres, Gate.CLOSED))
          .containsExactly(new Action.Promise(E2));
      assertThat(planned(ELECTING, E2, postgres, Gate.CLOSED)).isEmpty();
    }
  }

  @Test
  void aNodeThatIsStillCountedIsNotLeftAlone() {
    assertThat(planned(COUNTED, E1, STOPPED, Gate.CLOSED))
        .containsExactly(new Action.StartRecruit(E1));
    assertThat(NodePlanner.leavesAlone(COUNTED, C)).isFalse();
    assertThat(NodePlanner.leavesAlone(FREE, C)).isTrue();
    assertThat(NodePlanner.leavesAlone(FREE, B)).isFalse();
    ClusterState ofPrimary =
        after(
            renewed(open(SyncSet.any(1, List.of(B)))),
            new Command.BeginMaintenance(
                A,
                "work",
                Instant.EPOCH,
                Optional.of(new Maintenance.Handover(B, Duration.ofSeconds(20), Duration.ZERO))));
    assertThat(NodePlanner.leavesAlone(ofPrimary, A)).as("it still leads").isFalse();
  }

  @Test
  void itComesBackWhenItIsOver() {
    ClusterState over = after(FREE, new Command.EndMaintenance(C, Lsn.ZERO));
    assertThat(planned(over, E1, STOPPED, Gate.CLOSED))
        .containsExactly(new Action.StartRecruit(E1));
  }

  @Test
  void nobodyReadsFromIt() {
    assertThat(planned(FREE, E1, STREAMS, Gate.READ))
        .containsExactly(new Action.SetGate(E1, Gate.CLOSED));
    assertThat(planned(FREE, E1, STREAMS, Gate.CLOSED)).isEmpty();
  }

  @Test
  void aRunningStandbyStillPromisesAndFollows() {
    assertThat(planned(ELECTING, E1, STREAMS, Gate.READ)).containsExactly(new Action.Revoke(E2));
    Postgres.Standby adrift = following(B, "c", 1, 10);
    assertThat(planned(FREE, E1, adrift, Gate.CLOSED))
        .containsExactly(new Action.Follow(E1, A, "c__join"));
  }

  @Test
  void whatLeftTheHistoryIsNotRewoundWhileItIsWorkedOn() {
    Postgres.Standby diverged = following(A, "c__join", 9, 10);
    assertThat(planned(FREE, E1, diverged, Gate.CLOSED)).isEmpty();
  }

  @Test
  void aPrimaryThatTheOperatorStartedIsEnded() {
    ClusterState elected = ELECTING;
    Postgres.Primary stray = primary(E1, 1, 10, List.of(), -1);
    assertThat(planned(elected, E1, stray, Gate.CLOSED)).containsExactly(new Action.StepDown(E2));
  }
}
