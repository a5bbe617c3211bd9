package io.saksi.core.plan;

import static io.saksi.core.States.A;
import static io.saksi.core.States.B;
import static io.saksi.core.States.C;
import static io.saksi.core.States.E1;
import static io.saksi.core.States.E2;
import static io.saksi.core.States.E3;
import static io.saksi.core.States.after;
import static io.saksi.core.States.at;
import static io.saksi.core.States.elected;
import static io.saksi.core.States.electing;
import static io.saksi.core.States.fenced;
import static io.saksi.core.States.following;
import static io.saksi.core.States.primary;
import static io.saksi.core.States.promoteB;
import static io.saksi.core.States.revoked;
import static io.saksi.core.States.time;
import static io.saksi.core.States.view;
import static org.assertj.core.api.Assertions.assertThat;

import io.saksi.core.Seen;
import io.saksi.core.command.Command;
import io.saksi.core.model.Branch;
import io.saksi.core.model.Cause;
import io.saksi.core.model.Epoch;
import io.saksi.core.model.Lsn;
import io.saksi.core.model.NodeId;
import io.saksi.core.model.Reign;
import io.saksi.core.model.SyncSet;
import io.saksi.core.state.ClusterState;
import io.saksi.core.view.Gate;
import io.saksi.core.view.NodeView;
import io.saksi.core.view.Postgres;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Who follows whom, under which name, and when its readers are let in. */
class FollowerPlanTest {
  private static final ClusterState ELECTED = elected();
  private static final ClusterState OPEN =
      after(
          fenced(ELECTED),
          new Command.Open(E2, SyncSet.any(1, List.of(C)), Optional.of(new Lsn(100))));

  private static List<Action> planned(
      ClusterState state, NodeId self, Epoch promised, Postgres postgres, Gate gate) {
    return NodePlanner.plan(state, view(self, promised, postgres, gate), time(1_000));
  }

  private static Postgres cut(Postgres.Standby of) {
    return new Postgres.Standby(of.timeline(), of.reached(), of.replayed(), of.upstream(), false);
  }

  /** A closing that was called off: it counts as open, and readers are shut out. */
  @Test
  void aGateThatIsInDoubtIsSetAgain() {
    Postgres streams = following(B, "c", 2, 100);
    NodeView doubted = Seen.like(view(C, E2, streams, Gate.READ)).gateInDoubt().view();
    assertThat(NodePlanner.plan(OPEN, doubted, time(1_000)))
        .containsExactly(new Action.SetGate(E2, Gate.READ));
  }

  @Test
  void readersAreLetInOnceItStreamsFromAnOpenPrimary() {
    Postgres.Standby streams = following(B, "c", 2, 100);
    assertThat(planned(OPEN, C, E2, streams, Gate.CLOSED))
        .containsExactly(new Action.SetGate(E2, Gate.READ));
    assertThat(planned(OPEN, C, E2, cut(streams), Gate.CLOSED)).isEmpty();
    assertThat(planned(ELECTED, C, E2, following(B, "c", 1, 90), Gate.CLOSED)).isEmpty();
  }

  @Test
  void readersStayThroughAFailoverAndACutLink() {
    assertThat(planned(ELECTED, C, E2, following(B, "c", 1, 90), Gate.READ)).isEmpty();
    assertThat(planned(OPEN, C, E2, cut(following(B, "c", 2, 100)), Gate.READ)).isEmpty();
  }

  @Test
  void noReaderIsLetInWithoutALeaderOfTheEpochThatWasHeardOf() {
    var late = view(C, E2, following(B, "c", 2, 100), Gate.CLOSED);
    assertThat(NodePlanner.plan(OPEN, late, time(9_999))).isNotEmpty();
    assertThat(NodePlanner.plan(OPEN, late, time(10_000))).isEmpty();
  }

  @Test
  void aGateForWritesIsNoneOfAStandby() {
    assertThat(planned(ELECTED, C, E2, following(B, "c", 1, 90), Gate.WRITE))
        .containsExactly(new Action.SetGate(E2, Gate.CLOSED));
  }

  @Test
  void whoHasNotPromisedOrStillLeadsIsRecruitedFirst() {
    assertThat(planned(ELECTED, C, E1, revoked(90), Gate.CLOSED))
        .containsExactly(new Action.Revoke(E2));
    assertThat(planned(OPEN, A, E2, primary(E1, 1, 90, List.of(), 1), Gate.WRITE))
        .containsExactly(new Action.StepDown(E2));
  }

  @Test
  void theProposedStreamUnderTheirOwnNameThoughNoSetCountsThemYet() {
    ClusterState state = after(electing(SyncSet.any(1, List.of(B))), promoteB());
    assertThat(planned(state, C, E2, revoked(90), Gate.CLOSED))
        .containsExactly(new Action.Follow(E2, B, "c"));
    assertThat(planned(state, A, E2, revoked(90), Gate.CLOSED))
        .containsExactly(new Action.Follow(E2, B, "a__join"));
  }

  @Test
  void aCandidateWhoseTimelineLedNowhereIsRewound() {
    ClusterState third =
        after(
            fenced(ELECTED),
            new Command.BeginFailover(E2, Cause.CANDIDATE_FAILED),
            new Command.Elect(
                E3,
                C,
                Reign.Accession.PROMOTE,
                Optional.empty(),
                Map.of(C, at(100)),
                SyncSet.NOBODY),
            new Command.Open(E3, SyncSet.NOBODY, Optional.of(new Lsn(100))));
    Postgres was = new Postgres.Stopped(true, 2, Optional.empty());
    assertThat(planned(third, B, E3, was, Gate.CLOSED))
        .containsExactly(new Action.Rewind(E3, C, new Branch(3, E3)));
  }

  @Test
  void whatIsBusyOrCannotBeUsedIsLeftAlone() {
    assertThat(planned(OPEN, A, E2, new Postgres.Busy("rewind"), Gate.CLOSED)).isEmpty();
    assertThat(planned(OPEN, A, E2, new Postgres.Unusable("?"), Gate.CLOSED)).isEmpty();
  }
}
