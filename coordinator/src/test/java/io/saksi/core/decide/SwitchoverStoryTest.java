package io.saksi.core.decide;

import static io.saksi.core.States.A;
import static io.saksi.core.States.B;
import static io.saksi.core.States.C;
import static io.saksi.core.States.E1;
import static io.saksi.core.States.E2;
import static io.saksi.core.States.after;
import static io.saksi.core.States.crashed;
import static io.saksi.core.States.following;
import static io.saksi.core.States.heard;
import static io.saksi.core.States.instance;
import static io.saksi.core.States.open;
import static io.saksi.core.States.primary;
import static io.saksi.core.States.renewed;
import static io.saksi.core.States.report;
import static io.saksi.core.States.revoked;
import static io.saksi.core.States.sender;
import static io.saksi.core.States.time;
import static io.saksi.core.States.view;
import static org.assertj.core.api.Assertions.assertThat;

import io.saksi.core.Tuned;
import io.saksi.core.command.Command;
import io.saksi.core.model.Cause;
import io.saksi.core.model.FenceProof;
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
import io.saksi.core.view.NodeReport;
import io.saksi.core.view.NodeView;
import io.saksi.core.view.Postgres;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A planned change of roles from A to B, and every way in which it goes back. */
class SwitchoverStoryTest {
  private static final ClusterState OPEN = renewed(open(SyncSet.any(1, List.of(B, C))));
  private static final ClusterState BEGUN =
      after(OPEN, new Command.BeginSwitchover(E1, B, Duration.ofSeconds(20)));
  private static final ClusterState SHUT =
      after(BEGUN, new Command.RecordShutdown(E1, new Lsn(500)));
  private static final ClusterState BACK = after(SHUT, new Command.CancelSwitchover(E1, "no"));
  private static final Reign.Open REIGN = (Reign.Open) OPEN.reign();
  private static final Moment NOW = time(10_100);
  private static final Postgres.Stopped CLEAN =
      new Postgres.Stopped(true, 1, Optional.of(new Lsn(500)));

  private static Postgres.Primary serving() {
    return primary(E1, 1, 400, List.of(sender("b", 400), sender("c", 400)), 9);
  }

  private static NodeReport follows(NodeId node, long lsn) {
    return report(node, E1, following(A, node.name(), 1, lsn));
  }

  private static Optional<Command> decided(ClusterState state, Postgres ofA, long ofB, Moment at) {
    ClusterView view = heard(state, report(A, E1, ofA), follows(B, ofB), follows(C, 300));
    return Decider.decide(state, view, at).stream().findFirst();
  }

  private static Optional<Action> planned(ClusterState state, Postgres postgres, Gate gate) {
    NodeView view = view(A, E1, postgres, gate);
    return NodePlanner.plan(state, view, time(1_000)).stream().findFirst();
  }

  /** A fast shutdown ends every session: to close the gate before it would take time only. */
  @Test
  void postgresShutsDownAndTheGateWithIt() {
    assertThat(planned(BEGUN, serving(), Gate.WRITE)).contains(new Action.ShutDown(E1));
    assertThat(planned(BEGUN, serving(), Gate.CLOSED)).contains(new Action.ShutDown(E1));
  }

  private static Optional<Action> plannedBy(NodeId standby, ClusterState state) {
    Postgres following = following(A, standby.name(), 1, 400);
    NodeView view = view(standby, E1, following, Gate.READ);
    return NodePlanner.plan(state, view, time(1_000)).stream().findFirst();
  }

  /** The sessions of a standby survive its promotion: they end while its predecessor shuts down. */
  @Test
  void theTargetIsNotReadFromAnyMore() {
    Action close = new Action.SetGate(E1, Gate.CLOSED);
    assertThat(plannedBy(B, OPEN)).as("without an order").isEmpty();
    assertThat(plannedBy(B, BEGUN)).contains(close);
    assertThat(plannedBy(C, BEGUN)).as("another standby").isEmpty();
    assertThat(plannedBy(B, BACK)).as("rolled back").isEmpty();
  }

  @Test
  void aPrimaryThatShutDownStaysDownUntilItIsRolledBack() {
    assertThat(planned(SHUT, CLEAN, Gate.CLOSED)).isEmpty();
    assertThat(planned(BACK, CLEAN, Gate.CLOSED))
        .contains(new Action.StartInPlace(E1, BACK.inForce().getLast(), instance(A), new Lsn(500)));
  }

  @Test
  void theEndOfWalIsRecordedAndIsNoDeadPostmaster() {
    assertThat(decided(BEGUN, CLEAN, 400, NOW))
        .contains(new Command.RecordShutdown(E1, new Lsn(500)));
  }

  /** One entry in the log instead of two, one after the other. */
  @Test
  void aTargetThatHasEverythingIsNotWaitedFor() {
    Command at = new Command.BeginFailover(E1, Cause.SWITCHOVER, Optional.of(new Lsn(500)));
    assertThat(decided(BEGUN, CLEAN, 500, NOW)).contains(at);
    assertThat(after(BEGUN, at).orders().switchover().orElseThrow().failoverLsn())
        .contains(new Lsn(500));
    assertThat(after(BEGUN, at))
        .usingRecursiveComparison()
        .ignoringFields("version")
        .isEqualTo(after(SHUT, new Command.BeginFailover(E1, Cause.SWITCHOVER)));
  }

  @Test
  void theElectionWaitsForTheTargetToHaveEverything() {
    assertThat(decided(SHUT, CLEAN, 499, NOW)).isEmpty();
    assertThat(decided(SHUT, CLEAN, 500, NOW))
        .contains(new Command.BeginFailover(E1, Cause.SWITCHOVER));
  }

  @Test
  void theTargetIsElectedThoughTheModeKnowsNoAutomaticFailover() {
    ClusterState manual =
        after(
            OPEN,
            new Command.SetMode(Mode.SYNC_MANUAL, Optional.empty()),
            new Command.AppendSet(E1, SyncSet.any(1, List.of(B, C))),
            new Command.BeginSwitchover(E1, B, Duration.ofSeconds(20)),
            new Command.RecordShutdown(E1, new Lsn(500)),
            new Command.BeginFailover(E1, Cause.SWITCHOVER),
            new Command.RecordFence(E1, FenceProof.SELF_FENCED));
    ClusterView view =
        heard(
            manual, report(A, E2, CLEAN), report(B, E2, revoked(500)), report(C, E2, revoked(500)));
    assertThat(Decider.decide(manual, view, NOW))
        .singleElement()
        .isInstanceOfSatisfying(
            Command.Elect.class, elect -> assertThat(elect.candidate()).isEqualTo(B));
  }

  @Test
  void itIsRolledBackWhenItTakesTooLong() {
    ClusterView inTime =
        heardAt(SHUT, time(19_850), report(A, E1, CLEAN), follows(B, 400), follows(C, 300));
    assertThat(Decider.decide(SHUT, inTime, time(19_900))).isEmpty();
    ClusterView late =
        heardAt(SHUT, time(20_050), report(A, E1, CLEAN), follows(B, 400), follows(C, 300));
    assertThat(Decider.decide(SHUT, late, time(20_100)))
        .singleElement()
        .isInstanceOf(Command.CancelSwitchover.class);
  }

  private static ClusterView heardAt(ClusterState state, Moment at, NodeReport... reports) {
    ClusterView view = heard(state, reports);
    java.util.Map<NodeId, ClusterView.Received> received = new java.util.TreeMap<>();
    view.received()
        .forEach((node, r) -> received.put(node, new ClusterView.Received(r.report(), at)));
    return new ClusterView(
        view.leaderSince(), view.reignSince(), received, view.lease(), view.sightings());
  }

  @Test
  void itIsRolledBackWhenTheTargetIsGoneOrThePrimaryCrashed() {
    ClusterView noTarget = heard(BEGUN, report(A, E1, serving()), follows(C, 300));
    assertThat(Decider.decide(BEGUN, noTarget, NOW))
        .singleElement()
        .isInstanceOf(Command.CancelSwitchover.class);
    assertThat(decided(BEGUN, crashed(), 400, NOW).orElseThrow())
        .isInstanceOf(Command.CancelSwitchover.class);
  }

  private static Optional<Command> rolledBack(ClusterState state, Gate gate, long applied) {
    NodeReport ofA = report(A, E1, serving());
    NodeReport seen =
        new NodeReport(
            A, E1, ofA.instance(), ofA.postgres(), gate, ofA.lease(), applied, List.of());
    return Switching.next(state, REIGN, heard(state, seen, follows(B, 400)), NOW);
  }

  @Test
  void theRollbackEndsWhenThePrimaryServesAgainAndNotBefore() {
    long version = BACK.version();
    assertThat(rolledBack(BACK, Gate.CLOSED, version)).as("it only runs").isEmpty();
    assertThat(rolledBack(BACK, Gate.WRITE, version)).contains(new Command.FinishRollback(E1));
  }

  /** It is about to close and shut down: without the order it would count as dead. */
  @Test
  void whatWasSeenBeforeTheGateClosedIsNoEndOfTheRollback() {
    assertThat(rolledBack(BACK, Gate.WRITE, BACK.version() - 1)).isEmpty();
  }

  @Test
  void aRollbackDoesNotWaitForAGateThatStaysClosedAnyway() {
    ClusterState alone = renewed(open(SyncSet.NOBODY));
    ClusterState blocked =
        after(
            alone,
            new Command.SetSettings(Tuned.like(alone.settings()).exposedAllowed(false).settings()),
            new Command.BeginSwitchover(E1, B, Duration.ofSeconds(20)),
            new Command.CancelSwitchover(E1, "no"));
    assertThat(rolledBack(blocked, Gate.CLOSED, blocked.version()))
        .contains(new Command.FinishRollback(E1));
  }

  @Test
  void aPrimaryThatDoesNotComeBackIsReplaced() {
    assertThat(decided(BACK, CLEAN, 400, NOW)).isEqualTo(late());
  }

  /** The orders have stood since 0 here, which is longer than a candidate may take. */
  private static Optional<Command> late() {
    return Optional.of(new Command.BeginFailover(E1, Cause.POSTMASTER_DEAD));
  }

  @Test
  void aRestartWithinTheEpochOpensByTheOpeningRule() {
    Postgres.Primary unproven =
        primary(E1, 1, 600, List.of(sender("b", 400), sender("c", 400)), -1);
    assertThat(planned(BACK, unproven, Gate.CLOSED))
        .contains(new Action.ApplySync(E1, BACK.inForce().getLast()));
    Postgres.Primary lonely =
        primary(E1, 1, 600, List.of(sender("b", 599)), BACK.inForce().getLast().id());
    assertThat(planned(BACK, lonely, Gate.CLOSED)).isEmpty();
  }

  @Test
  void aSilentPrimaryEndsThePlanByAnOrdinaryFailover() {
    ClusterView silent = heard(BEGUN, report(B, E1, revoked(400)), report(C, E1, revoked(400)));
    assertThat(Decider.decide(BEGUN, silent, NOW))
        .containsExactly(new Command.BeginFailover(E1, Cause.NODE_SILENT));
  }

  private static NodeReport ofOtherData(NodeReport r) {
    return new NodeReport(
        r.node(),
        r.promised(),
        Optional.of(new InstanceId("other")),
        r.postgres(),
        r.gate(),
        r.lease(),
        1,
        List.of());
  }

  /** The target would be told to have everything when it has what somebody else wrote. */
  @Test
  void onlyTheEndOfWhatThePrimaryWroteIsRecorded() {
    NodeReport other = ofOtherData(report(A, E1, CLEAN));
    assertThat(Switching.next(BEGUN, REIGN, heard(BEGUN, other, follows(B, 400)), NOW)).isEmpty();
    for (Postgres stopped :
        List.of(
            new Postgres.Stopped(false, 1, Optional.of(new Lsn(500))),
            new Postgres.Stopped(true, 2, Optional.of(new Lsn(500))))) {
      ClusterView view = heard(BEGUN, report(A, E1, stopped), follows(B, 400));
      assertThat(Switching.next(BEGUN, REIGN, view, NOW)).isEmpty();
    }
  }

  @Test
  void theTargetHasCaughtUpWithTheDataOnRecordOnly() {
    ClusterView view = heard(SHUT, report(A, E1, CLEAN), ofOtherData(follows(B, 500)));
    assertThat(Switching.next(SHUT, REIGN, view, NOW)).isEmpty();
  }

  @Test
  void itIsRolledBackWhenTheTargetNoLongerRuns() {
    ClusterView view = heard(BEGUN, report(A, E1, serving()), report(B, E1, crashed()));
    assertThat(Switching.next(BEGUN, REIGN, view, NOW).orElseThrow())
        .isInstanceOfSatisfying(
            Command.CancelSwitchover.class,
            cancel -> assertThat(cancel.reason()).contains("b is no running standby"));
  }
}
