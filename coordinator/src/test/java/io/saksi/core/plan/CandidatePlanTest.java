package io.saksi.core.plan;

import static io.saksi.core.States.A;
import static io.saksi.core.States.B;
import static io.saksi.core.States.C;
import static io.saksi.core.States.E1;
import static io.saksi.core.States.E2;
import static io.saksi.core.States.after;
import static io.saksi.core.States.at;
import static io.saksi.core.States.crashed;
import static io.saksi.core.States.elected;
import static io.saksi.core.States.electing;
import static io.saksi.core.States.instance;
import static io.saksi.core.States.members;
import static io.saksi.core.States.primary;
import static io.saksi.core.States.revoked;
import static io.saksi.core.States.time;
import static io.saksi.core.States.view;
import static org.assertj.core.api.Assertions.assertThat;

import io.saksi.core.States;
import io.saksi.core.command.Command;
import io.saksi.core.command.Outcome;
import io.saksi.core.model.InstanceId;
import io.saksi.core.model.Lsn;
import io.saksi.core.model.NodeId;
import io.saksi.core.model.Reign;
import io.saksi.core.model.SyncEntry;
import io.saksi.core.model.SyncSet;
import io.saksi.core.model.Tags;
import io.saksi.core.state.ClusterState;
import io.saksi.core.view.Gate;
import io.saksi.core.view.Postgres;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** How the elected node gets ready, from each state in which it may be found. */
class CandidatePlanTest {
  private static final ClusterState ELECTED = elected();
  private static final SyncEntry PROPOSED = ((Reign.Elected) ELECTED.reign()).proposed();
  private static final ClusterState IN_PLACE =
      after(
          electing(SyncSet.NOBODY),
          new Command.Elect(
              E2, A, Reign.Accession.IN_PLACE, Optional.empty(), Map.of(), SyncSet.NOBODY));

  private static List<Action> planned(ClusterState state, NodeId self, Postgres postgres) {
    return NodePlanner.plan(state, view(self, E2, postgres, Gate.CLOSED), time(1_000));
  }

  @Test
  void whoHasNotPromisedYetPromisesFirst() {
    assertThat(NodePlanner.plan(ELECTED, view(B, E1, revoked(100), Gate.CLOSED), time(1_000)))
        .containsExactly(new Action.Revoke(E2));
  }

  @Test
  void whoRunsInTheNameOfAnEarlierEpochStepsDown() {
    assertThat(planned(ELECTED, B, primary(E1, 1, 100, List.of(), 1)))
        .containsExactly(new Action.StepDown(E2));
    assertThat(planned(ELECTED, B, primary(E2, 2, 100, List.of(), -1)))
        .containsExactly(new Action.ApplySync(E2, PROPOSED));
  }

  /** What it would leave behind there may have been acknowledged. */
  @Test
  void whatTheSourceHasIsFetchedToTheLastByteBeforeThePromotion() {
    ClusterState state =
        after(
            electing(SyncSet.any(1, List.of(B, C))),
            new Command.SetTags(B, new Tags(0, Optional.empty(), false, false)),
            new Command.Elect(
                E2,
                C,
                Reign.Accession.PROMOTE,
                Optional.of(B),
                Map.of(B, at(100), C, at(90)),
                SyncSet.any(1, List.of(B))));
    assertThat(planned(state, C, revoked(99))).containsExactly(new Action.Follow(E2, B, "c"));
    assertThat(planned(state, C, revoked(100))).singleElement().isInstanceOf(Action.Promote.class);
  }

  @Test
  void aStandbyThatIsDownRecoversAndOneThatHadBeenPromotedStartsOnItsBranch() {
    assertThat(planned(ELECTED, B, new Postgres.Stopped(false, 1, Optional.empty())))
        .containsExactly(new Action.StartRecruit(E2));
    assertThat(planned(ELECTED, B, new Postgres.Stopped(true, 2, Optional.empty())))
        .containsExactly(new Action.StartInPlace(E2, PROPOSED, instance(B), Lsn.ZERO));
    assertThat(planned(ELECTED, B, crashed())).as("on another branch").isEmpty();
    assertThat(planned(IN_PLACE, A, new Postgres.Stopped(false, 1, Optional.empty()))).isEmpty();
  }

  @Test
  void onlyTheFounderMakesADatabaseWhereThereIsNone() {
    ClusterState founding = after(members(), new Command.Found(A));
    SyncEntry alone = ((Reign.Elected) founding.reign()).proposed();
    Postgres nothing = new Postgres.Absent();
    assertThat(NodePlanner.plan(founding, view(A, E1, nothing, Gate.CLOSED), time(1_000)))
        .containsExactly(new Action.Found(E1, alone));
    assertThat(planned(IN_PLACE, A, nothing)).isEmpty();
    assertThat(planned(ELECTED, B, nothing)).isEmpty();
  }

  /** Its clients' commits are in what it brought: an empty database in its place has lost them. */
  @Test
  void whoBringsADatabaseStartsItAndMakesNone() {
    var adopted = new Command.Adopted(3, new Lsn(700));
    ClusterState founding = after(States.bringing(), new Command.Found(A, Optional.of(adopted)));
    SyncEntry alone = ((Reign.Elected) founding.reign()).proposed();
    Postgres stopped = new Postgres.Stopped(true, 3, Optional.of(new Lsn(700)));
    assertThat(NodePlanner.plan(founding, view(A, E1, stopped, Gate.CLOSED), time(1_000)))
        .containsExactly(new Action.StartInPlace(E1, alone, instance(A), new Lsn(700)));
    Postgres nothing = new Postgres.Absent();
    assertThat(NodePlanner.plan(founding, view(A, E1, nothing, Gate.CLOSED), time(1_000)))
        .isEmpty();
    assertThat(founding.apply(record("new"), OptionalLong.empty()))
        .isInstanceOf(Outcome.Refused.class);
  }

  private static Command record(String instance) {
    return new Command.RecordInstance(A, new InstanceId(instance));
  }

  @Test
  void whatIsBusyOrCannotBeUsedIsLeftAlone() {
    assertThat(planned(ELECTED, B, new Postgres.Busy("promote"))).isEmpty();
    assertThat(planned(ELECTED, B, new Postgres.Unusable("no disk"))).isEmpty();
  }
}
