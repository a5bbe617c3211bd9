package io.saksi.core.decide;

import static io.saksi.core.States.A;
import static io.saksi.core.States.B;
import static io.saksi.core.States.C;
import static io.saksi.core.States.E1;
import static io.saksi.core.States.E2;
import static io.saksi.core.States.crashed;
import static io.saksi.core.States.elected;
import static io.saksi.core.States.electing;
import static io.saksi.core.States.fenced;
import static io.saksi.core.States.following;
import static io.saksi.core.States.heard;
import static io.saksi.core.States.open;
import static io.saksi.core.States.primary;
import static io.saksi.core.States.renewed;
import static io.saksi.core.States.report;
import static io.saksi.core.States.revoked;
import static io.saksi.core.States.sender;
import static io.saksi.core.States.time;
import static org.assertj.core.api.Assertions.assertThat;

import io.saksi.core.States;
import io.saksi.core.command.Command;
import io.saksi.core.model.Cause;
import io.saksi.core.model.Epoch;
import io.saksi.core.model.FenceProof;
import io.saksi.core.model.InstanceId;
import io.saksi.core.model.Lsn;
import io.saksi.core.model.Mode;
import io.saksi.core.model.Moment;
import io.saksi.core.model.Reign;
import io.saksi.core.model.SyncSet;
import io.saksi.core.state.ClusterState;
import io.saksi.core.view.ClusterView;
import io.saksi.core.view.Gate;
import io.saksi.core.view.NodeReport;
import io.saksi.core.view.Postgres;
import io.saksi.core.view.Sightings;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DeciderTest {
  private static final SyncSet BOTH = SyncSet.any(1, List.of(B, C));
  private static final ClusterState OPEN = renewed(open(BOTH));
  private static final Moment SOON = time(10_100);

  private static NodeReport leading(Postgres postgres) {
    return report(A, E1, postgres);
  }

  private static NodeReport streams(io.saksi.core.model.NodeId node, long lsn) {
    return report(node, E1, following(A, node.name(), 1, lsn));
  }

  private static ClusterView since(ClusterView view, Sightings sightings) {
    return new ClusterView(
        view.leaderSince(), view.reignSince(), view.received(), view.lease(), sightings);
  }

  @Test
  void aDeadPostmasterBeginsAFailoverAtOnce() {
    ClusterView view = heard(OPEN, leading(crashed()), streams(B, 10), streams(C, 10));
    assertThat(Decider.decide(OPEN, view, SOON))
        .containsExactly(new Command.BeginFailover(E1, Cause.POSTMASTER_DEAD));
  }

  @Test
  void anotherDataDirectoryUnderThePrimaryIsADeadPrimary() {
    NodeReport other =
        new NodeReport(
            A,
            E1,
            Optional.of(new InstanceId("other")),
            primary(E1, 1, 10, List.of(), 2),
            Gate.CLOSED,
            Optional.empty(),
            1,
            List.of());
    assertThat(Decider.decide(OPEN, heard(OPEN, other), SOON))
        .containsExactly(new Command.BeginFailover(E1, Cause.POSTMASTER_DEAD));
  }

  @Test
  void aSilentNodeIsNotGivenUpWhileAStandbyStreamsFromItAndItsLeaseRuns() {
    ClusterView view = heard(OPEN, streams(B, 10), streams(C, 10));
    assertThat(Decider.decide(OPEN, view, SOON)).isEmpty();
  }

  @Test
  void unknownIsNotSilent() {
    ClusterView fresh =
        new ClusterView(
            time(9_500),
            time(9_500),
            heard(OPEN, report(B, E1, revoked(10)), report(C, E1, revoked(10))).received(),
            Optional.empty(),
            Sightings.NONE);
    assertThat(Decider.decide(OPEN, fresh, SOON)).isEmpty();
    assertThat(Decider.decide(OPEN, fresh, time(10_600)))
        .containsExactly(new Command.BeginFailover(E1, Cause.NODE_SILENT));
  }

  @Test
  void noReignEndsForNobodyToFollow() {
    ClusterView view = heard(OPEN, report(B, E1, revoked(10)));
    assertThat(Decider.decide(OPEN, view, SOON)).isEmpty();
  }

  @Test
  void theElectionWaitsForAStandbyThatIsAboutToAnswer() {
    ClusterState state = fenced(electing(SyncSet.any(2, List.of(B, C))));
    ClusterView view = at(9_900, heard(state, report(B, E2, revoked(10)), streams(C, 12)));
    assertThat(Decider.decide(state, view, SOON)).isEmpty();
    // Not for ever.
    assertThat(Decider.decide(state, view, time(10_950)))
        .singleElement()
        .isInstanceOf(Command.Elect.class);
  }

  private static ClusterView at(long reignSince, ClusterView view) {
    return new ClusterView(
        view.leaderSince(), time(reignSince), view.received(), view.lease(), view.sightings());
  }

  @Test
  void theFurthestIsElectedAndTheOthersAreToRule() {
    ClusterState state = fenced(electing(BOTH));
    ClusterView view = heard(state, report(B, E2, revoked(10)), report(C, E2, revoked(12)));
    Command.Elect elect = (Command.Elect) Decider.decide(state, view, SOON).getFirst();
    assertThat(elect.candidate()).isEqualTo(C);
    assertThat(elect.proposed()).isEqualTo(SyncSet.any(1, List.of(B)));
  }

  @Test
  void aStandbyThatStillStreamsIsNotCounted() {
    ClusterState state = fenced(electing(BOTH));
    NodeReport onlyPromised = report(C, E2, following(A, "c", 1, 5));
    ClusterView view = heard(state, report(B, E2, revoked(10)), onlyPromised);
    assertThat(Decider.decide(state, view, SOON)).isEmpty();
  }

  @Test
  void positionsOfAnotherDataDirectoryDoNotCount() {
    ClusterState state = fenced(electing(BOTH));
    NodeReport cloned =
        new NodeReport(
            C,
            E2,
            Optional.of(new InstanceId("clone")),
            revoked(5),
            Gate.CLOSED,
            Optional.empty(),
            1,
            List.of());
    assertThat(Decider.decide(state, heard(state, report(B, E2, revoked(10)), cloned), SOON))
        .isEmpty();
  }

  @Test
  void theDeposedStartsAgainInPlaceWhereNobodyElseMayLead() {
    ClusterState state = fenced(electing(SyncSet.NOBODY));
    ClusterView view = heard(state, report(A, E2, crashed()), report(B, E2, revoked(10)));
    Command.Elect elect = (Command.Elect) Decider.decide(state, view, SOON).getFirst();
    assertThat(elect.accession()).isEqualTo(Reign.Accession.IN_PLACE);
    assertThat(elect.proposed()).isEqualTo(SyncSet.any(1, List.of(B)));
  }

  @Test
  void aRestartInPlaceIsGivenUpWhenItsDataAreGone() {
    ClusterState state = fenced(electing(SyncSet.NOBODY));
    state =
        States.after(
            state,
            new Command.Elect(
                E2, A, Reign.Accession.IN_PLACE, Optional.empty(), Map.of(), SyncSet.NOBODY));
    ClusterView view = heard(state, report(A, E2, new Postgres.Absent()));
    assertThat(Decider.decide(state, view, SOON))
        .containsExactly(new Command.BeginFailover(E2, Cause.CANDIDATE_FAILED));
  }

  @Test
  void silenceIsNoFenceAndThePromiseOfADeadPrimaryIs() {
    ClusterState state = electing(BOTH);
    assertThat(Decider.decide(state, heard(state), time(11_900))).isEmpty();
    assertThat(Decider.decide(state, heard(state, report(A, E1, crashed())), SOON)).isEmpty();
    assertThat(Decider.decide(state, heard(state, report(A, E2, crashed())), SOON))
        .containsExactly(new Command.RecordFence(E1, FenceProof.SELF_FENCED));
    assertThat(Decider.decide(state, heard(state), time(12_500)))
        .containsExactly(new Command.RecordFence(E1, FenceProof.LEASE_RAN_OUT));
  }

  @Test
  void openingWaitsForTheSetToFlushTheMarkerAndNotForEver() {
    ClusterState state = fenced(elected());
    long entry = ((Reign.Elected) state.reign()).proposed().id();
    NodeReport behind = report(B, E2, primary(E2, 2, 120, List.of(sender("c", 119)), entry));
    Sightings seen = new Sightings(E2, Optional.of(time(9_500)), Map.of(), Map.of());
    ClusterView view = since(heard(state, behind), seen);
    assertThat(Decider.decide(state, view, SOON)).isEmpty();
    Sightings long_ago = new Sightings(E2, Optional.of(time(7_000)), Map.of(), Map.of());
    assertThat(Decider.decide(state, since(view, long_ago), SOON))
        .containsExactly(new Command.Open(E2, SyncSet.NOBODY, Optional.empty()));
    NodeReport gathered = report(B, E2, primary(E2, 2, 120, List.of(sender("c", 120)), entry));
    assertThat(Decider.decide(state, heard(state, gathered), SOON))
        .containsExactly(new Command.Open(E2, SyncSet.any(1, List.of(C)), Optional.empty()));
  }

  @Test
  void aMemberThatClaimsWhatWasNeverSentDoesNotGather() {
    ClusterState state = fenced(elected());
    long entry = ((Reign.Elected) state.reign()).proposed().id();
    Postgres.Sender liar =
        new Postgres.Sender(
            "c", true, new io.saksi.core.model.Lsn(100), new io.saksi.core.model.Lsn(150));
    ClusterView view = heard(state, report(B, E2, primary(E2, 2, 120, List.of(liar), entry)));
    assertThat(Decider.decide(state, view, SOON)).isEmpty();
  }

  @Test
  void aLostMemberLeavesTheSetAndTheLastOnlyOnRequestOfALeaseholder() {
    ClusterState state = renewed(open(SyncSet.any(1, List.of(B))));
    long entry = state.inForce().getFirst().id();
    Sightings gone = new Sightings(E1, Optional.of(time(0)), Map.of(), Map.of("b", time(6_000)));
    Postgres.Primary alone = primary(E1, 1, 50, List.of(), entry);
    assertThat(Decider.decide(state, since(heard(state, leading(alone)), gone), SOON))
        .containsExactly(new Command.AppendSet(E1, SyncSet.NOBODY));
    NodeReport leaseless =
        new NodeReport(
            A,
            E1,
            Optional.of(States.instance(A)),
            alone,
            Gate.CLOSED,
            Optional.empty(),
            1,
            List.of());
    assertThat(Decider.decide(state, since(heard(state, leaseless), gone), SOON)).isEmpty();
  }

  @Test
  void aStandbyJoinsAfterItStreamedForAWhileUnderItsJoiningName() {
    ClusterState state = renewed(open(SyncSet.NOBODY));
    long entry = state.inForce().getFirst().id();
    Postgres.Primary p = primary(E1, 1, 50, List.of(sender("b__join", 50)), entry);
    ClusterView view = heard(state, leading(p), report(B, E1, following(A, "b__join", 1, 50)));
    Sightings fresh =
        new Sightings(E1, Optional.of(time(0)), Map.of("b__join", time(9_000)), Map.of());
    Sightings stable =
        new Sightings(E1, Optional.of(time(0)), Map.of("b__join", time(8_000)), Map.of());
    assertThat(Decider.decide(state, since(view, fresh), SOON)).isEmpty();
    assertThat(Decider.decide(state, since(view, stable), SOON))
        .containsExactly(new Command.AppendSet(E1, SyncSet.any(1, List.of(B))));
  }

  @Test
  void aNewDataDirectoryIsRecordedOnceTheOldOneDoesNotCount() {
    ClusterState counted = renewed(open(SyncSet.any(1, List.of(B))));
    assertThat(Decider.decide(counted, heard(counted, cloned()), SOON)).isEmpty();
    ClusterState exposed = renewed(open(SyncSet.NOBODY));
    assertThat(Decider.decide(exposed, heard(exposed, cloned()), SOON))
        .containsExactly(new Command.RecordInstance(B, new InstanceId("clone")));
  }

  @Test
  void aNodeWithoutDataHasNoneToRecord() {
    NodeReport empty =
        new NodeReport(
            B,
            E1,
            Optional.empty(),
            new Postgres.Absent(),
            Gate.CLOSED,
            Optional.empty(),
            1,
            List.of());
    ClusterState exposed = renewed(open(SyncSet.NOBODY));
    assertThat(Decider.decide(exposed, heard(exposed, empty), SOON)).isEmpty();
  }

  private static NodeReport cloned() {
    return new NodeReport(
        B,
        new Epoch(1),
        Optional.of(new InstanceId("clone")),
        revoked(5),
        Gate.CLOSED,
        Optional.empty(),
        1,
        List.of());
  }

  @Test
  void inManualModeTheFormerPrimaryComesBackByItself() {
    ClusterState manual =
        States.after(OPEN, new Command.SetMode(Mode.SYNC_MANUAL, Optional.empty()));
    ClusterState state =
        fenced(
            States.after(
                manual,
                new Command.AppendSet(E1, BOTH),
                new Command.BeginFailover(E1, Cause.POSTMASTER_DEAD)));
    ClusterView view =
        heard(
            state,
            report(A, E2, crashed()),
            report(B, E2, revoked(10)),
            report(C, E2, revoked(10)));
    assertThat(Decider.decide(state, view, SOON))
        .singleElement()
        .isInstanceOfSatisfying(
            Command.Elect.class, elect -> assertThat(elect.candidate()).isEqualTo(A));
  }

  @Test
  void newDataIsRecordedDuringASuccessionToo() {
    ClusterState electing = fenced(electing(SyncSet.any(1, List.of(C))));
    assertThat(Decider.decide(electing, heard(electing, cloned()), SOON))
        .containsExactly(new Command.RecordInstance(B, new InstanceId("clone")));
    ClusterState elected =
        States.after(
            electing,
            new Command.Elect(
                E2, A, Reign.Accession.IN_PLACE, Optional.empty(), Map.of(), SyncSet.NOBODY));
    ClusterView view = heard(elected, report(A, E2, new Postgres.Busy("recovery")), cloned());
    assertThat(Decider.decide(elected, view, SOON))
        .containsExactly(new Command.RecordInstance(B, new InstanceId("clone")));
  }

  @Test
  void theFounderMakesTheFirstDatabaseOnceItIsHeardAndHasNone() {
    ClusterState members = States.members();
    assertThat(Decider.decide(members, heard(members, report(A, E1, new Postgres.Absent())), SOON))
        .containsExactly(new Command.Found(A));
    assertThat(Decider.decide(members, heard(members, report(B, E1, new Postgres.Absent())), SOON))
        .isEmpty();
    assertThat(Decider.decide(members, heard(members, report(A, E1, crashed())), SOON)).isEmpty();
  }

  @Test
  void aFounderThatBringsADatabaseLeadsWithThatOneAndNoOther() {
    ClusterState brings = States.bringing();
    Postgres stopped = new Postgres.Stopped(true, 3, Optional.of(new Lsn(700)));
    var adopted = new Command.Adopted(3, new Lsn(700));
    assertThat(Decider.decide(brings, heard(brings, report(A, E1, stopped)), SOON))
        .containsExactly(new Command.Found(A, Optional.of(adopted)));
    for (Postgres other :
        List.of(
            new Postgres.Absent(),
            new Postgres.Stopped(true, 3, Optional.empty()),
            new Postgres.Stopped(false, 3, Optional.of(new Lsn(700))))) {
      assertThat(Decider.decide(brings, heard(brings, report(A, E1, other)), SOON))
          .as("%s", other)
          .isEmpty();
    }
    NodeReport another =
        new NodeReport(
            A,
            E1,
            Optional.of(new InstanceId("another")),
            stopped,
            Gate.CLOSED,
            Optional.empty(),
            1,
            List.of());
    assertThat(Decider.decide(brings, heard(brings, another), SOON)).isEmpty();
  }
}
