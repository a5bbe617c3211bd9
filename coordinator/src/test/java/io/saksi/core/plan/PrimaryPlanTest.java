package io.saksi.core.plan;

import static io.saksi.core.States.A;
import static io.saksi.core.States.B;
import static io.saksi.core.States.C;
import static io.saksi.core.States.E1;
import static io.saksi.core.States.E2;
import static io.saksi.core.States.after;
import static io.saksi.core.States.elected;
import static io.saksi.core.States.electing;
import static io.saksi.core.States.fenced;
import static io.saksi.core.States.open;
import static io.saksi.core.States.primary;
import static io.saksi.core.States.sender;
import static io.saksi.core.States.time;
import static io.saksi.core.States.view;
import static org.assertj.core.api.Assertions.assertThat;

import io.saksi.core.Seen;
import io.saksi.core.command.Command;
import io.saksi.core.model.Epoch;
import io.saksi.core.model.NodeId;
import io.saksi.core.model.SyncEntry;
import io.saksi.core.model.SyncSet;
import io.saksi.core.state.ClusterState;
import io.saksi.core.view.Gate;
import io.saksi.core.view.NodeView;
import io.saksi.core.view.Postgres;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The open primary: whose lease is renewed, and what it does besides its gate. */
class PrimaryPlanTest {
  private static final SyncSet BOTH = SyncSet.any(1, List.of(B, C));
  private static final ClusterState OPEN = open(BOTH);
  private static final long ENTRY = OPEN.inForce().getLast().id();

  private static NodeView running(
      NodeId self, Epoch promised, Optional<Epoch> serves, Gate gate, boolean checkpointDue) {
    Postgres leads = primary(E1, 1, 50, List.of(sender("b", 50)), ENTRY);
    return Seen.like(view(self, promised, leads, gate))
        .checkpointDue(checkpointDue)
        .serves(serves)
        .view();
  }

  private static boolean renews(ClusterState state, NodeId self, Epoch promised, Epoch serves) {
    Optional<Epoch> name = Optional.ofNullable(serves);
    return NodePlanner.renews(state, running(self, promised, name, Gate.WRITE, false));
  }

  /** I2: each condition of a renewal, left out once. */
  @Test
  void onlyThePrimaryOfTheOpenReignRenewsAndOnlyInItsName() {
    assertThat(renews(OPEN, A, E1, E1)).isTrue();
    assertThat(renews(electing(BOTH), A, E1, E1)).as("its reign has ended").isFalse();
    assertThat(renews(OPEN, B, E1, E1)).as("another node").isFalse();
    assertThat(renews(OPEN, A, E2, E1)).as("promised to a later epoch").isFalse();
    assertThat(renews(OPEN, A, E1, E2)).as("runs in another name").isFalse();
    assertThat(renews(OPEN, A, E1, null)).as("no process that is a primary").isFalse();
  }

  @Test
  void whoRunsInTheNameOfAnEarlierReignStepsDownThoughItLeadsThisOne() {
    ClusterState second =
        after(fenced(elected()), new Command.Open(E2, SyncSet.NOBODY, Optional.empty()));
    Postgres first = primary(E1, 1, 50, List.of(), second.inForce().getLast().id());
    assertThat(NodePlanner.plan(second, view(B, E2, first, Gate.CLOSED), time(1_000)))
        .containsExactly(new Action.StepDown(E2));
  }

  /** A closing that was called off: it counts as open, and clients are shut out. */
  @Test
  void aGateThatIsInDoubtIsOpenedAgainWhileTheLeaseHoldsAndClosedOtherwise() {
    NodeView known = running(A, E1, Optional.of(E1), Gate.WRITE, false);
    NodeView doubted = Seen.like(known).gateInDoubt().view();
    assertThat(NodePlanner.plan(OPEN, known, time(1_000))).isEmpty();
    assertThat(NodePlanner.plan(OPEN, doubted, time(1_000)))
        .containsExactly(new Action.SetGate(E1, Gate.WRITE));
    assertThat(NodePlanner.plan(OPEN, doubted, time(3_000)))
        .containsExactly(new Action.SetGate(E1, Gate.CLOSED));
  }

  /** Else commits would go on to wait for whom the list no longer counts. */
  @Test
  void aLaterEntryOfTheListReplacesTheOneThatIsInForce() {
    ClusterState changed = after(OPEN, new Command.AppendSet(E1, SyncSet.any(1, List.of(C))));
    SyncEntry wanted = changed.inForce().getLast();
    assertThat(
            NodePlanner.plan(
                changed, running(A, E1, Optional.of(E1), Gate.WRITE, false), time(1_000)))
        .containsExactly(new Action.ApplySync(E1, wanted));
  }

  @Test
  void theCheckpointWaitsUntilClientsAreServed() {
    var open = running(A, E1, Optional.of(E1), Gate.WRITE, true);
    assertThat(NodePlanner.plan(OPEN, open, time(1_000)))
        .containsExactly(new Action.Checkpoint(E1));
    var closed = running(A, E1, Optional.of(E1), Gate.CLOSED, true);
    assertThat(NodePlanner.plan(OPEN, closed, time(1_000)))
        .containsExactly(new Action.SetGate(E1, Gate.WRITE));
  }
}
