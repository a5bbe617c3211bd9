package io.saksi.core.plan;

import static io.saksi.core.States.A;
import static io.saksi.core.States.B;
import static io.saksi.core.States.C;
import static io.saksi.core.States.E1;
import static io.saksi.core.States.E2;
import static io.saksi.core.States.E3;
import static io.saksi.core.States.after;
import static io.saksi.core.States.crashed;
import static io.saksi.core.States.elected;
import static io.saksi.core.States.electing;
import static io.saksi.core.States.fenced;
import static io.saksi.core.States.following;
import static io.saksi.core.States.open;
import static io.saksi.core.States.primary;
import static io.saksi.core.States.revoked;
import static io.saksi.core.States.sender;
import static io.saksi.core.States.time;
import static io.saksi.core.States.view;
import static org.assertj.core.api.Assertions.assertThat;

import io.saksi.core.Seen;
import io.saksi.core.States;
import io.saksi.core.command.Command;
import io.saksi.core.model.Branch;
import io.saksi.core.model.Cause;
import io.saksi.core.model.Epoch;
import io.saksi.core.model.InstanceId;
import io.saksi.core.model.Lsn;
import io.saksi.core.model.Mode;
import io.saksi.core.model.Moment;
import io.saksi.core.model.Reign;
import io.saksi.core.model.SyncEntry;
import io.saksi.core.model.SyncSet;
import io.saksi.core.state.ClusterState;
import io.saksi.core.view.Gate;
import io.saksi.core.view.NodeView;
import io.saksi.core.view.Postgres;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class NodePlannerTest {
  private static final SyncSet ONLY_C = SyncSet.any(1, List.of(C));
  private static final ClusterState OPEN = open(SyncSet.any(1, List.of(B, C)));
  private static final ClusterState SECOND =
      after(fenced(elected()), new Command.Open(E2, ONLY_C, Optional.of(new Lsn(100))));

  private static final Optional<InstanceId> OTHER = Optional.of(new InstanceId("other"));

  private static Optional<Action> first(ClusterState state, NodeView view) {
    return NodePlanner.plan(state, view, time(1_000)).stream().findFirst();
  }

  private static SyncEntry entry(ClusterState state) {
    return state.inForce().getLast();
  }

  private static NodeView failed(NodeView view, int timeline) {
    return Seen.like(view).rewindFailed(timeline).view();
  }

  private static NodeView serving(NodeView view, Epoch epoch) {
    return Seen.like(view).serves(Optional.of(epoch)).view();
  }

  @Test
  void aFormerPrimaryThatHangsIsKilledThoughItSaysNothing() {
    ClusterState state = electing(ONLY_C);
    NodeView hung = view(A, E1, new Postgres.Busy("not answering"), Gate.WRITE);
    assertThat(first(state, serving(hung, E1))).contains(new Action.StepDown(E2));
    assertThat(first(state, serving(hung, E2))).isEmpty();
    assertThat(first(state, hung)).as("no primary process is there").isEmpty();
  }

  @Test
  void aStandbyWhoseWalIsGoneIsClonedUnlessItIsCounted() {
    ClusterState uncounted = SECOND;
    Postgres.Standby starved =
        new Postgres.Standby(
            2,
            new Lsn(100),
            new Lsn(100),
            Optional.of(new Postgres.Upstream(B, A.joiningName())),
            false);
    NodeView view = view(A, E2, starved, Gate.CLOSED);
    assertThat(first(uncounted, failed(view, 2))).contains(new Action.Clone(E2, B));
    assertThat(first(uncounted, failed(view, 1)))
        .as("another timeline's failure says nothing")
        .isNotEqualTo(Optional.of(new Action.Clone(E2, B)));
    NodeView counted = view(C, E2, starved, Gate.CLOSED);
    assertThat(first(uncounted, failed(counted, 2)))
        .isNotEqualTo(Optional.of(new Action.Clone(E2, B)));
  }

  /** I5; and reads that end in the middle of it would throw away what was cloned. */
  @Test
  void readsEndBeforeAStarvedStandbyIsCloned() {
    NodeView starved = failed(view(A, E2, revoked(90), Gate.READ), 2);
    assertThat(first(SECOND, starved)).contains(new Action.SetGate(E2, Gate.CLOSED));
    assertThat(first(SECOND, Seen.like(starved).gate(Gate.CLOSED).view()))
        .contains(new Action.Clone(E2, B));
  }

  /** I6: what an operator decides in the middle of a rewind or a clone ends it. */
  @Test
  void whatIsHeldMeanwhileIsNotOverwrittenAnyFurther() {
    NodeView beyond = view(A, E2, revoked(101), Gate.CLOSED);
    NodeView empty = Seen.like(beyond).postgres(new Postgres.Absent()).view();
    ClusterState suspended = after(SECOND, new Command.SuspendNode(E2, A, "look at it first"));
    ClusterState detached = after(suspended, new Command.DetachNode(A));
    ClusterState removed = after(SECOND, new Command.RemoveMember(A));
    ClusterState counts = after(SECOND, new Command.AppendSet(E2, SyncSet.any(1, List.of(A, C))));
    for (Action overwrites :
        List.of(new Action.Rewind(E2, B, new Branch(2, E2)), new Action.Clone(E2, B))) {
      for (ClusterState keeps : List.of(suspended, detached, removed, counts)) {
        assertThat(first(keeps, beyond)).isNotEqualTo(Optional.of(overwrites));
        assertThat(NodePlanner.mustEnd(keeps, beyond, overwrites)).isTrue();
        assertThat(NodePlanner.mustEnd(keeps, empty, overwrites)).isTrue();
      }
      NodeView unheard = Seen.like(beyond).confirmed(Optional.empty()).view();
      assertThat(first(SECOND, unheard)).isEmpty();
      assertThat(NodePlanner.mustEnd(SECOND, unheard, overwrites))
          .as("hours of work are not thrown away for seconds without a leader")
          .isFalse();
    }
    assertThat(NodePlanner.mustEnd(suspended, beyond, new Action.StartRecruit(E2))).isFalse();
  }

  @Test
  void whileNobodyIsElectedAStandbyRevokesAndThenWaits() {
    ClusterState state = electing(ONLY_C);
    assertThat(first(state, view(C, E1, following(A, "c", 1, 9), Gate.READ)))
        .contains(new Action.Revoke(E2));
    assertThat(first(state, view(C, E2, revoked(9), Gate.READ))).isEmpty();
  }

  @Test
  void readsEndWhenNoLeaderWasHeardForLongWhateverElseGoesOn() {
    ClusterState state = electing(ONLY_C);
    NodeView view = view(C, E2, revoked(9), Gate.READ);
    assertThat(NodePlanner.plan(state, view, time(10_000)))
        .containsExactly(new Action.SetGate(E2, Gate.CLOSED));
  }

  /** Found by the simulation, seeds 13388 and 17991: nobody could win, and reads went on. */
  @Test
  void readsOfAStandbyThatLeftTheHistoryEndDuringAnElectionToo() {
    ClusterState state = after(SECOND, new Command.BeginFailover(E2, Cause.NODE_SILENT));
    assertThat(first(state, view(C, E3, revoked(101), Gate.READ)))
        .contains(new Action.SetGate(E3, Gate.CLOSED));
    assertThat(first(state, view(C, E3, revoked(101), Gate.CLOSED))).isEmpty();
    assertThat(first(state, view(C, E3, revoked(100), Gate.READ))).isEmpty();
  }

  /** Found by the simulation, seeds 1201 and 5575: a restored older copy was started. */
  @Test
  void anotherDataDirectoryThanTheElectedOneIsNotStartedInPlace() {
    ClusterState state =
        after(
            fenced(electing(SyncSet.NOBODY)),
            new Command.Elect(
                E2, A, Reign.Accession.IN_PLACE, Optional.empty(), Map.of(), SyncSet.NOBODY));
    NodeView own = view(A, E2, crashed(), Gate.CLOSED);
    SyncEntry proposed = ((Reign.Elected) state.reign()).proposed();
    assertThat(first(state, own))
        .contains(new Action.StartInPlace(E2, proposed, States.instance(A), state.floorLsn()));
    assertThat(
            first(state, Seen.like(own).instance(Optional.of(new InstanceId("older copy"))).view()))
        .isEmpty();
    assertThat(first(state, Seen.like(own).instance(Optional.empty()).view())).isEmpty();
  }

  @Test
  void theFormerPrimaryDiesAndStaysDown() {
    ClusterState state = electing(ONLY_C);
    assertThat(first(state, view(A, E1, primary(E1, 1, 9, List.of(), 1), Gate.WRITE)))
        .contains(new Action.StepDown(E2));
    assertThat(first(state, view(A, E1, crashed(), Gate.CLOSED))).contains(new Action.Promise(E2));
    assertThat(first(state, view(A, E2, crashed(), Gate.CLOSED))).isEmpty();
  }

  @Test
  void whoHasNothingThatRunsPromisesAllTheSame() {
    for (Postgres down : List.of(new Postgres.Absent(), new Postgres.Unusable("no disk"))) {
      assertThat(first(electing(ONLY_C), view(C, E1, down, Gate.CLOSED)))
          .contains(new Action.Promise(E2));
      assertThat(first(electing(ONLY_C), view(C, E2, down, Gate.CLOSED))).isEmpty();
    }
  }

  @Test
  void aCandidateThatDiedBeforeItOpenedRecovers() {
    ClusterState state = after(elected(), new Command.BeginFailover(E2, Cause.CANDIDATE_FAILED));
    Postgres.Stopped stopped = new Postgres.Stopped(true, 2, Optional.empty());
    assertThat(first(state, view(B, E3, stopped, Gate.CLOSED)))
        .contains(new Action.StartRecruit(E3));
  }

  @Test
  void aPeerThatLagsBehindThePromiseOrdersNothing() {
    assertThat(first(OPEN, view(A, E2, crashed(), Gate.CLOSED))).isEmpty();
    assertThat(first(OPEN, view(B, E2, revoked(9), Gate.CLOSED))).isEmpty();
  }

  @Test
  void aPrimaryIsNotKilledByItsOwnElectionReplayed() {
    ClusterState replayed = electing(ONLY_C);
    assertThat(first(replayed, view(B, E2, primary(E2, 2, 9, List.of(), 1), Gate.WRITE))).isEmpty();
  }

  @Test
  void theCandidateClosesItsGateBeforeItPromotesOntoItsOwnTimeline() {
    ClusterState state = elected();
    SyncEntry proposed = ((Reign.Elected) state.reign()).proposed();
    assertThat(first(state, view(B, E2, revoked(100), Gate.READ)))
        .contains(new Action.SetGate(E2, Gate.CLOSED));
    assertThat(first(state, view(B, E2, revoked(100), Gate.CLOSED)))
        .contains(new Action.Promote(E2, new Branch(2, E2), proposed));
  }

  @Test
  void anotherDatabaseThanTheOneOnRecordIsNotOpened() {
    Postgres.Primary gathered = primary(E1, 1, 50, List.of(sender("b", 50)), entry(OPEN).id());
    NodeView founded = Seen.like(view(A, E1, gathered, Gate.CLOSED)).instance(OTHER).view();
    assertThat(NodePlanner.plan(OPEN, founded, time(1_000))).isEmpty();
  }

  @Test
  void anotherDataDirectoryThanTheElectedOneIsNotPromoted() {
    NodeView other = Seen.like(view(B, E2, revoked(100), Gate.CLOSED)).instance(OTHER).view();
    assertThat(first(elected(), other)).isEmpty();
  }

  @Test
  void theProposedFollowUnderTheirNameAndOthersUnderTheirJoiningName() {
    assertThat(first(elected(), view(C, E2, revoked(90), Gate.CLOSED)))
        .contains(new Action.Follow(E2, B, "c"));
    assertThat(first(SECOND, view(A, E2, revoked(90), Gate.CLOSED)))
        .contains(new Action.Follow(E2, B, "a__join"));
  }

  @Test
  void whoIsBeyondTheForkStopsReadsAndIsRewoundOnceSomebodyIsOpen() {
    assertThat(first(elected(), view(C, E2, revoked(101), Gate.READ)))
        .contains(new Action.SetGate(E2, Gate.CLOSED));
    assertThat(first(elected(), view(C, E2, revoked(101), Gate.CLOSED))).isEmpty();
    // C is counted in the second reign, A is not.
    assertThat(first(SECOND, view(C, E2, revoked(101), Gate.CLOSED))).isEmpty();
    assertThat(first(SECOND, view(A, E2, revoked(101), Gate.CLOSED)))
        .contains(new Action.Rewind(E2, B, new Branch(2, E2)));
  }

  @Test
  void nothingIsOverwrittenByAnAgentThatOnlyReplaysItsLog() {
    NodeView beyond = view(A, E2, revoked(101), Gate.CLOSED);
    NodeView failed = failed(beyond, 2);
    for (NodeView sure : List.of(beyond, failed)) {
      assertThat(first(SECOND, sure)).isPresent();
      assertThat(first(SECOND, Seen.like(sure).confirmed(Optional.empty()).view())).isEmpty();
      Optional<Moment> longAgo = Optional.of(time(1_000).minus(SECOND.settings().readTtl()));
      assertThat(first(SECOND, Seen.like(sure).confirmed(longAgo).view())).isEmpty();
    }
  }

  @Test
  void readsEndAlsoWhileAStandbyWaitsForTheFormerPrimarysFenceBeforeItPromises() {
    ClusterState waits =
        after(
            open(SyncSet.NOBODY),
            new Command.SetMode(Mode.ASYNC, Optional.of(50L)),
            new Command.AppendSet(E1, SyncSet.NOBODY),
            new Command.BeginFailover(E1, Cause.POSTMASTER_DEAD));
    NodeView reads = view(B, E1, following(A, "b__join", 1, 90), Gate.READ);
    assertThat(first(waits, reads)).isEmpty();
    assertThat(first(waits, Seen.like(reads).confirmed(Optional.empty()).view()))
        .contains(new Action.SetGate(E1, Gate.CLOSED));
    // Where a promise is due, that is first: it also is what ends this state.
    assertThat(first(electing(ONLY_C), Seen.like(reads).confirmed(Optional.empty()).view()))
        .contains(new Action.Revoke(E2));
  }

  @Test
  void aFormerPrimaryIsLookedAtBeforeItStarts() {
    NodeView back = view(A, E2, crashed(), Gate.CLOSED);
    assertThat(first(elected(), back)).isEmpty();
    assertThat(first(SECOND, back))
        .contains(new Action.CheckFork(E2, new Branch(2, E2), 1, new Lsn(100)));
    assertThat(first(SECOND, Seen.like(back).fork(2, true).view()))
        .contains(new Action.StartRecruit(E2));
    assertThat(first(SECOND, Seen.like(back).fork(2, false).view()))
        .contains(new Action.Rewind(E2, B, new Branch(2, E2)));
    // A verdict on an earlier branch says nothing.
    assertThat(first(SECOND, Seen.like(back).fork(1, true).view()))
        .containsInstanceOf(Action.CheckFork.class);
  }

  @Test
  void theGateOpensByLeaseAndGatheredSetOnly() {
    SyncEntry e = entry(OPEN);
    Postgres.Primary gathered = primary(E1, 1, 50, List.of(sender("b", 50)), e.id());
    Postgres.Primary behind = primary(E1, 1, 50, List.of(sender("b", 49)), e.id());
    NodeView ready = view(A, E1, gathered, Gate.CLOSED);
    assertThat(first(OPEN, ready)).contains(new Action.SetGate(E1, Gate.WRITE));
    assertThat(first(OPEN, view(A, E1, behind, Gate.CLOSED))).isEmpty();
    assertThat(NodePlanner.plan(OPEN, ready, time(2_700))).isEmpty();
    assertThat(NodePlanner.plan(OPEN, view(A, E1, gathered, Gate.WRITE), time(2_700)))
        .containsExactly(new Action.SetGate(E1, Gate.CLOSED));
  }

  @Test
  void anOlderEntryIsNeverPutBackIntoForce() {
    long later = entry(OPEN).id() + 1;
    Postgres.Primary ahead = primary(E1, 1, 50, List.of(sender("b", 50)), later);
    assertThat(first(OPEN, view(A, E1, ahead, Gate.CLOSED))).isEmpty();
    Postgres.Primary unproven = primary(E1, 1, 50, List.of(sender("b", 50)), -1);
    assertThat(first(OPEN, view(A, E1, unproven, Gate.CLOSED)))
        .contains(new Action.ApplySync(E1, entry(OPEN)));
  }

  @Test
  void aDeadPrimaryOfAnOpenReignDoesNotStartItself() {
    assertThat(first(OPEN, view(A, E1, crashed(), Gate.CLOSED))).isEmpty();
  }

  @Test
  void noDataIsClonedOnlyIntoANodeThatDoesNotCount() {
    Postgres.Absent nothing = new Postgres.Absent();
    assertThat(first(SECOND, view(A, E2, nothing, Gate.CLOSED))).contains(new Action.Clone(E2, B));
    assertThat(first(SECOND, view(C, E2, nothing, Gate.CLOSED))).isEmpty();
    assertThat(first(elected(), view(A, E2, nothing, Gate.CLOSED))).isEmpty();
  }
}
