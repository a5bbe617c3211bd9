package io.saksi.core.decide;

import static io.saksi.core.States.A;
import static io.saksi.core.States.B;
import static io.saksi.core.States.C;
import static io.saksi.core.States.E1;
import static io.saksi.core.States.E2;
import static io.saksi.core.States.after;
import static io.saksi.core.States.at;
import static io.saksi.core.States.crashed;
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
import static io.saksi.core.States.view;
import static org.assertj.core.api.Assertions.assertThat;

import io.saksi.core.command.Command;
import io.saksi.core.command.Outcome;
import io.saksi.core.model.Cause;
import io.saksi.core.model.InstanceId;
import io.saksi.core.model.Lsn;
import io.saksi.core.model.Mode;
import io.saksi.core.model.Moment;
import io.saksi.core.model.NodeId;
import io.saksi.core.model.Reign;
import io.saksi.core.model.SyncSet;
import io.saksi.core.plan.Action;
import io.saksi.core.plan.NodePlanner;
import io.saksi.core.state.ClusterState;
import io.saksi.core.view.ClusterView;
import io.saksi.core.view.Gate;
import io.saksi.core.view.NodeFacts;
import io.saksi.core.view.NodeReport;
import io.saksi.core.view.NodeView;
import io.saksi.core.view.Postgres;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** B is forced at 10; what becomes of A and C. */
class ForcedStoryTest {
  private static final SyncSet BOTH = SyncSet.any(1, List.of(B, C));
  private static final ClusterState OPEN = renewed(open(BOTH));
  private static final ClusterState FORCED = after(OPEN, new Command.ForceFailover(E1, B, 1_000));
  private static final Moment NOW = time(10_100);
  private static final ClusterState LED_BY_B =
      after(
          fenced(FORCED),
          new Command.Elect(
              E2, B, Reign.Accession.PROMOTE, Optional.empty(), Map.of(B, at(10)), SyncSet.NOBODY),
          new Command.Open(E2, SyncSet.NOBODY, Optional.of(new Lsn(10))));

  private static final Postgres LEADING =
      primary(E2, 2, 100, List.of(sender("c__join", 100)), LED_BY_B.inForce().getLast().id());

  private static Optional<Command> decided(ClusterState state, NodeReport... reports) {
    return Decider.decide(state, heard(state, reports), NOW).stream().findFirst();
  }

  private static Optional<Command> soon(ClusterState state, NodeReport... reports) {
    return Decider.decide(state, heard(state, reports), time(9_900)).stream().findFirst();
  }

  private static Optional<Action> planned(
      ClusterState state, NodeId self, Postgres postgres, Gate gate) {
    return NodePlanner.plan(state, view(self, E2, postgres, gate), time(1_000)).stream()
        .findFirst();
  }

  @Test
  void theTargetIsElectedAsSoonAsItHasPromised() {
    assertThat(soon(fenced(FORCED), report(B, E1, revoked(10)))).isEmpty();
    assertThat(soon(fenced(FORCED), report(B, E2, revoked(10))).orElseThrow())
        .isInstanceOfSatisfying(
            Command.Elect.class, elect -> assertThat(elect.candidate()).isEqualTo(B));
  }

  @Test
  void aSuspectThatStreamsTheNewHistoryIsLetGo() {
    NodeReport follows = report(C, E2, following(B, "c__join", 2, 100));
    assertThat(decided(LED_BY_B, report(B, E2, LEADING), follows))
        .contains(new Command.ClearSuspect(E2, C));
  }

  @Test
  void aStandbyThatHasMoreIsSuspended() {
    Optional<Command> command =
        decided(LED_BY_B, report(B, E2, LEADING), report(C, E2, revoked(90)));
    assertThat(command.orElseThrow())
        .isInstanceOfSatisfying(
            Command.SuspendNode.class, suspend -> assertThat(suspend.node()).isEqualTo(C));
  }

  @Test
  void aFormerPrimaryIsSuspendedByWhatItsFilesSay() {
    NodeReport plain = report(A, E2, crashed());
    NodeReport looked =
        new NodeReport(
            A,
            E2,
            plain.instance(),
            plain.postgres(),
            Gate.CLOSED,
            Optional.empty(),
            1,
            List.of(),
            new NodeFacts(
                NodeFacts.Commit.UNKNOWN,
                NodeFacts.Receiver.UNKNOWN,
                NodeFacts.Fence.UNKNOWN,
                Optional.empty(),
                Optional.of(new NodeView.ForkVerdict(2, false))));
    NodeReport leader = report(B, E2, LEADING);
    assertThat(decided(LED_BY_B, leader, plain)).isEmpty();
    assertThat(decided(LED_BY_B, leader, looked).orElseThrow())
        .isInstanceOf(Command.SuspendNode.class);
  }

  @Test
  void whatAHeldNodeHasIsNotOverwritten() {
    assertThat(planned(LED_BY_B, C, revoked(90), Gate.CLOSED)).isEmpty();
    ClusterState suspended = after(LED_BY_B, new Command.SuspendNode(E2, C, "it has more"));
    assertThat(planned(suspended, C, revoked(90), Gate.READ))
        .contains(new Action.SetGate(E2, Gate.CLOSED));
    assertThat(planned(suspended, C, revoked(90), Gate.CLOSED)).isEmpty();
    assertThat(planned(suspended, C, following(B, "c", 1, 90), Gate.CLOSED))
        .contains(new Action.Revoke(E2));
    ClusterState resumed = after(suspended, new Command.ResumeNode(C));
    assertThat(planned(resumed, C, revoked(90), Gate.CLOSED).orElseThrow())
        .isInstanceOf(Action.Rewind.class);
  }

  @Test
  void aNodeThatLostItsDataHasNothingToBeKept() {
    assertThat(planned(LED_BY_B, C, new Postgres.Absent(), Gate.CLOSED))
        .contains(new Action.Clone(E2, B));
  }

  @Test
  void aDetachedNodeServesNobody() {
    ClusterState detached = after(LED_BY_B, new Command.DetachNode(C));
    assertThat(planned(detached, C, revoked(90), Gate.READ))
        .contains(new Action.SetGate(E2, Gate.CLOSED));
    assertThat(planned(detached, C, crashed(), Gate.CLOSED)).isEmpty();
  }

  private static Optional<String> refusal(ClusterState state, long accepted, NodeReport... all) {
    return Forceable.refusal(state, heard(state, all), B, accepted, NOW);
  }

  private static ClusterState manual() {
    ClusterState state = after(OPEN, new Command.SetMode(Mode.SYNC_MANUAL, Optional.empty()));
    return after(
        state,
        new Command.AppendSet(E1, BOTH),
        new Command.Renew(
            E1, 7, state.settings().leaseTtl(), Optional.empty(), Optional.of(at(500))));
  }

  @Test
  void itIsForcedOnlyWithThePrimaryGoneAndTheLossAccepted() {
    NodeReport target = report(B, E1, revoked(100));
    NodeReport leads = report(A, E1, primary(E1, 1, 500, List.of(), 3));
    assertThat(refusal(manual(), 1_000, target, leads).orElseThrow()).contains("connected");
    assertThat(refusal(manual(), 399, target).orElseThrow()).contains("400 bytes");
    assertThat(refusal(manual(), 400, target)).isEmpty();
    assertThat(refusal(manual(), 400).orElseThrow()).contains("not heard");
  }

  /** An acknowledged commit may be on the other standby alone: with k = 1, one has it. */
  @Test
  void whatAnotherStandbyHasMoreIsLostAndHasToBeAccepted() {
    NodeReport target = report(B, E1, revoked(100));
    NodeReport ahead = report(C, E1, revoked(700));
    assertThat(refusal(manual(), 599, target, ahead).orElseThrow()).contains("600 bytes");
    assertThat(refusal(manual(), 600, target, ahead)).isEmpty();
    ClusterState forced = fenced(after(manual(), new Command.ForceFailover(E1, B, 599)));
    assertThat(soon(forced, report(B, E2, revoked(100)), report(C, E2, revoked(700)))).isEmpty();
  }

  /** The primary may have gone on between the question and the order. */
  @Test
  void whatWasNotAcceptedIsNotLostEvenIfItWasWrittenSince() {
    Command elect =
        new Command.Elect(
            E2, B, Reign.Accession.PROMOTE, Optional.empty(), Map.of(B, at(100)), SyncSet.NOBODY);
    ClusterState less = fenced(after(manual(), new Command.ForceFailover(E1, B, 399)));
    ClusterState enough = fenced(after(manual(), new Command.ForceFailover(E1, B, 400)));
    assertThat(less.apply(elect, OptionalLong.empty()))
        .isInstanceOfSatisfying(
            Outcome.Refused.class, r -> assertThat(r.reason()).contains("400 bytes"));
    assertThat(enough.apply(elect, OptionalLong.empty())).isInstanceOf(Outcome.Applied.class);
    assertThat(soon(less, report(B, E2, revoked(100)))).isEmpty();
  }

  /**
   * Found by a build on a busy machine: what the target wrote in its promotion was less than what
   * it lacked, so it never led, and the service stayed down.
   */
  @Test
  void whatItLacksUpToTheFloorIsTheAcceptedLossAndKeepsItNeitherFromOpeningNorFromStarting() {
    ClusterState acknowledged =
        after(
            manual(),
            new Command.Renew(
                E1, 8, manual().settings().leaseTtl(), Optional.of(at(500)), Optional.of(at(500))));
    ClusterState elected =
        after(
            fenced(after(acknowledged, new Command.ForceFailover(E1, B, 400))),
            new Command.Elect(
                E2,
                B,
                Reign.Accession.PROMOTE,
                Optional.empty(),
                Map.of(B, at(100)),
                SyncSet.NOBODY));
    long entry = ((Reign.Elected) elected.reign()).proposed().id();
    assertThat(elected.floorLsn()).isEqualTo(new Lsn(500));

    assertThat(decided(elected, report(B, E2, primary(E2, 2, 120, List.of(), entry))).orElseThrow())
        .isInstanceOf(Command.Open.class);
    assertThat(decided(elected, report(B, E2, primary(E2, 2, 90, List.of(), entry))))
        .as("less than it was elected with: its disk went back")
        .contains(new Command.BeginFailover(E2, Cause.CANDIDATE_FAILED));
    Postgres promoted = new Postgres.Stopped(true, 2, Optional.empty());
    assertThat(planned(elected, B, promoted, Gate.CLOSED).orElseThrow())
        .isInstanceOfSatisfying(
            Action.StartInPlace.class, s -> assertThat(s.atLeast()).isEqualTo(new Lsn(100)));
  }

  @Test
  void itIsNotForcedWhereAnAutomaticFailoverLosesNothing() {
    NodeReport b = report(B, E1, revoked(100));
    NodeReport c = report(C, E1, revoked(100));
    assertThat(refusal(OPEN, 0, b, c).orElseThrow()).contains("without loss");
    assertThat(refusal(OPEN, 0, b).orElseThrow()).contains("lease");
  }

  @Test
  void whereNobodyWaitsForStandbysTheyReceiveUntilTheFence() {
    ClusterState async = after(OPEN, new Command.SetMode(Mode.ASYNC, Optional.of(50L)));
    ClusterState electing =
        after(
            after(async, new Command.AppendSet(E1, SyncSet.NOBODY)),
            new Command.BeginFailover(E1, Cause.NODE_SILENT));
    NodeView receiving = view(C, E1, following(A, "c__join", 1, 90), Gate.CLOSED);
    assertThat(NodePlanner.plan(electing, receiving, time(1_000))).isEmpty();
    assertThat(NodePlanner.plan(fenced(electing), receiving, time(1_000)))
        .containsExactly(new Action.Revoke(E2));
    ClusterView all = heard(electing, report(B, E2, revoked(90)), report(C, E2, revoked(90)));
    assertThat(Decider.decide(electing, all, NOW)).isEmpty();
  }

  @Test
  void otherDataThanThatOnRecordIsNotForced() {
    NodeReport plain = report(B, E1, revoked(100));
    NodeReport other =
        new NodeReport(
            B,
            E1,
            Optional.of(new InstanceId("other")),
            plain.postgres(),
            Gate.CLOSED,
            Optional.empty(),
            1,
            List.of());
    assertThat(refusal(manual(), Long.MAX_VALUE, other).orElseThrow()).contains("other data");
  }

  /**
   * Its disk may have gone back since, or it may be gone: what it had may have been acknowledged.
   */
  @Test
  void whatWasRecordedCountsThoughLessIsSaidNow() {
    ClusterState knows = manual().informed(Map.of(C, at(700)));
    ClusterView view = heard(knows, report(B, E1, revoked(100)), report(C, E1, revoked(200)));
    assertThat(Forceable.knownLoss(knows, view, B)).contains(600L);
    assertThat(Forceable.knownLoss(manual(), view, B)).contains(400L);
    assertThat(Forceable.knownLoss(manual(), view, A)).isEmpty();
  }
}
