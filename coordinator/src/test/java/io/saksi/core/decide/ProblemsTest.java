package io.saksi.core.decide;

import static io.saksi.core.States.A;
import static io.saksi.core.States.B;
import static io.saksi.core.States.C;
import static io.saksi.core.States.E1;
import static io.saksi.core.States.E2;
import static io.saksi.core.States.after;
import static io.saksi.core.States.at;
import static io.saksi.core.States.crashed;
import static io.saksi.core.States.elected;
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

import io.saksi.core.command.Command;
import io.saksi.core.decide.check.Problem;
import io.saksi.core.decide.check.ProblemCode;
import io.saksi.core.decide.check.StandbyLagging;
import io.saksi.core.model.Cause;
import io.saksi.core.model.Lsn;
import io.saksi.core.model.Moment;
import io.saksi.core.model.NodeId;
import io.saksi.core.model.Reign;
import io.saksi.core.model.SyncSet;
import io.saksi.core.state.ClusterState;
import io.saksi.core.view.ClusterView;
import io.saksi.core.view.NodeFacts;
import io.saksi.core.view.NodeReport;
import io.saksi.core.view.Postgres;
import io.saksi.core.view.RenewalPath;
import io.saksi.core.view.Sightings;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What the checks find, what a failover is begun for, and what explain says of it. */
class ProblemsTest {
  private static final SyncSet BOTH = SyncSet.any(1, List.of(B, C));
  private static final ClusterState OPEN = renewed(open(BOTH));
  private static final Moment NOW = time(10_100);

  private static NodeReport with(NodeReport r, NodeFacts facts) {
    return new NodeReport(
        r.node(),
        r.promised(),
        r.instance(),
        r.postgres(),
        r.gate(),
        r.lease(),
        r.appliedVersion(),
        r.trouble(),
        facts);
  }

  private static NodeFacts commit(NodeFacts.Commit commit) {
    return new NodeFacts(
        commit,
        NodeFacts.Receiver.UNKNOWN,
        NodeFacts.Fence.UNKNOWN,
        Optional.empty(),
        Optional.empty());
  }

  private static NodeReport leading() {
    return report(A, E1, primary(E1, 1, 100, List.of(sender("b", 100), sender("c", 100)), 9));
  }

  private static NodeReport follows(io.saksi.core.model.NodeId node) {
    return report(node, E1, following(A, node.name(), 1, 100));
  }

  private static List<ProblemCode> codes(ClusterState state, NodeReport... reports) {
    return Problem.all(state, heard(state, reports), NOW).stream().map(Problem::code).toList();
  }

  @Test
  void aHealthyClusterHasNone() {
    assertThat(codes(OPEN, leading(), follows(B), follows(C))).isEmpty();
  }

  @Test
  void anAgentThatIsGoneWhileItsWalFlowsIsWaitedFor() {
    assertThat(codes(OPEN, follows(B), follows(C))).containsExactly(ProblemCode.AGENT_GONE);
    assertThat(Decider.decide(OPEN, heard(OPEN, follows(B), follows(C)), NOW)).isEmpty();
    assertThat(codes(OPEN, report(B, E1, revoked(9)), report(C, E1, revoked(9))))
        .contains(ProblemCode.NODE_SILENT);
  }

  @Test
  void aPrimaryThatCannotCommitIsReplacedButNotOneWithoutFreeConnections() {
    NodeReport full = with(leading(), commit(NodeFacts.Commit.DISK_FULL));
    assertThat(codes(OPEN, full, follows(B), follows(C))).containsExactly(ProblemCode.DISK_FULL);
    assertThat(Decider.decide(OPEN, heard(OPEN, full, follows(B), follows(C)), NOW))
        .containsExactly(new Command.BeginFailover(E1, Cause.CANNOT_COMMIT));
    NodeReport busy = with(leading(), commit(NodeFacts.Commit.NO_SLOTS));
    assertThat(codes(OPEN, busy, follows(B), follows(C)))
        .containsExactly(ProblemCode.NO_FREE_CONNECTIONS);
    assertThat(Decider.decide(OPEN, heard(OPEN, busy, follows(B), follows(C)), NOW)).isEmpty();
  }

  @Test
  void aHungPrimaryIsReplacedButNotOneThatOnlyWaitsForItsStandbys() {
    NodeReport hung = with(leading(), commit(NodeFacts.Commit.HUNG));
    assertThat(codes(OPEN, hung, follows(B), follows(C))).containsExactly(ProblemCode.PRIMARY_HUNG);
    assertThat(Decider.decide(OPEN, heard(OPEN, hung, follows(B), follows(C)), NOW))
        .containsExactly(new Command.BeginFailover(E1, Cause.CANNOT_COMMIT));
    NodeReport waits = with(leading(), commit(NodeFacts.Commit.REPLICATION_STALLED));
    assertThat(codes(OPEN, waits, follows(B), follows(C)))
        .containsExactly(ProblemCode.COMMITS_WAIT);
    assertThat(Decider.decide(OPEN, heard(OPEN, waits, follows(B), follows(C)), NOW)).isEmpty();
  }

  @Test
  void noFailoverLeadsFromOneFullDiskToTheNext() {
    NodeReport full = with(leading(), commit(NodeFacts.Commit.DISK_FULL));
    NodeReport b = with(follows(B), commit(NodeFacts.Commit.DISK_FULL));
    NodeReport c = with(follows(C), commit(NodeFacts.Commit.DISK_FULL));
    assertThat(Decider.decide(OPEN, heard(OPEN, full, b, c), NOW)).isEmpty();
    assertThat(Explain.explain(OPEN, heard(OPEN, full, b, c), NOW).whyNoFailover())
        .singleElement()
        .asString()
        .contains("no better");
  }

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

  @Test
  void aStandbyWithoutAReceiverIsToldFromACutLink() {
    Postgres.Standby lost =
        new Postgres.Standby(
            1, new Lsn(90), new Lsn(90), Optional.of(new Postgres.Upstream(A, "b")), false);
    NodeReport gone = report(B, E1, lost);
    NodeReport cut =
        with(
            gone,
            new NodeFacts(
                NodeFacts.Commit.UNKNOWN,
                NodeFacts.Receiver.UNREACHABLE,
                NodeFacts.Fence.UNKNOWN,
                Optional.empty(),
                Optional.empty()));
    assertThat(codes(OPEN, leading(), gone, follows(C))).containsExactly(ProblemCode.RECEIVER_GONE);
    assertThat(codes(OPEN, gone, follows(C)))
        .as("the primary is not heard")
        .doesNotContain(ProblemCode.RECEIVER_GONE);
    NodeReport elsewhere =
        report(
            B,
            E1,
            new Postgres.Standby(
                1, new Lsn(90), new Lsn(90), Optional.of(new Postgres.Upstream(C, "b")), false));
    assertThat(codes(OPEN, leading(), elsewhere, follows(C))).isEmpty();
    assertThat(Problem.all(OPEN, heard(OPEN, leading(), cut, follows(C)), NOW))
        .extracting(Problem::evidence)
        .containsExactly("b cannot reach a, and both are heard here");
    assertThat(codes(OPEN, leading(), cut, follows(C)))
        .containsExactly(ProblemCode.REPLICATION_LINK_CUT);
    assertThat(Decider.decide(OPEN, heard(OPEN, leading(), cut, follows(C)), NOW)).isEmpty();
  }

  @Test
  void laggingClocksFencesExposureAndPausesAreSeen() {
    Postgres.Primary ahead =
        primary(E1, 1, 1L << 30, List.of(sender("b", 100), sender("c", 1L << 30)), 9);
    assertThat(codes(OPEN, report(A, E1, ahead), follows(B), follows(C)))
        .containsExactly(ProblemCode.STANDBY_LAGGING);
    NodeFacts odd =
        new NodeFacts(
            NodeFacts.Commit.UNKNOWN,
            NodeFacts.Receiver.UNKNOWN,
            NodeFacts.Fence.NONE,
            Optional.of(Duration.ofSeconds(2)),
            Optional.empty());
    assertThat(codes(OPEN, with(leading(), odd), follows(B), follows(C)))
        .containsExactly(ProblemCode.CLOCK_OUT_OF_BOUNDS, ProblemCode.NO_FENCE_POSSIBLE);
    assertThat(codes(open(SyncSet.NOBODY), leading(), follows(B), follows(C)))
        .containsExactly(ProblemCode.EXPOSED);
    ClusterState paused = after(OPEN, new Command.Pause("work", Optional.empty()));
    assertThat(codes(paused, leading(), follows(B), follows(C)))
        .containsExactly(ProblemCode.PAUSED);
  }

  @Test
  void aPausedClusterWaitsUntilTheEndThatWasSet() {
    Instant noon = Instant.parse("2026-11-21T12:00:00Z");
    ClusterState paused = after(OPEN, new Command.Pause("work", Optional.of(noon)));
    ClusterView dead = heard(paused, report(A, E1, crashed()), follows(B), follows(C));
    assertThat(Decider.decide(paused, dead, NOW)).isEmpty();
    assertThat(Explain.explain(paused, dead, NOW).whyNoFailover())
        .containsExactly("POSTMASTER_DEAD: paused: work");
    assertThat(Decider.decide(paused, clocked(dead, noon.minusMillis(1)), NOW)).isEmpty();
    assertThat(Decider.decide(paused, clocked(dead, noon), NOW))
        .containsExactly(new Command.Resume());
  }

  private static ClusterView clocked(ClusterView view, Instant wallClock) {
    return new ClusterView(
        view.leaderSince(),
        view.reignSince(),
        view.received(),
        view.lease(),
        view.sightings(),
        view.ordersSince(),
        Optional.of(wallClock));
  }

  @Test
  void explainNamesTheWinnerOfAFailoverThatIsNotNeeded() {
    Explanation all = Explain.explain(OPEN, heard(OPEN, leading(), follows(B), follows(C)), NOW);
    assertThat(all.whyNoFailover()).containsExactly("nothing is wrong with a");
    assertThat(all.winner()).contains(B);
    assertThat(all.missing()).isEmpty();
  }

  @Test
  void explainSaysWhatIsMissing() {
    ClusterView view = heard(OPEN, leading(), follows(B));
    Explanation alone = Explain.explain(OPEN, view, NOW);
    assertThat(alone.winner()).isEmpty();
    assertThat(alone.missing())
        .containsExactly(
            "b: positions of 1 more of ANY 1 (b, c) are needed, none beyond its own",
            "c: not heard");
  }

  @Test
  void raftLeadershipIsBetterElsewhereThanOnThePrimarysNode() {
    ClusterState state = OPEN;
    NodeReport current = versioned(follows(B), state.version());
    ClusterView view = heard(state, leading(), current, follows(C));
    assertThat(LeaderPreference.better(state, view, A, NOW)).contains(B);
    assertThat(LeaderPreference.better(state, view, C, NOW)).isEmpty();
    assertThat(LeaderPreference.better(state, heard(state, follows(C)), A, NOW)).isEmpty();
    assertThat(LeaderPreference.better(state, view, A, time(11_001))).as("not heard").isEmpty();
    NodeReport self = versioned(leading(), state.version());
    assertThat(LeaderPreference.better(state, heard(state, self, follows(C)), A, NOW)).isEmpty();
  }

  @Test
  void raftLeadershipGoesToWhomThePrimaryReachesWhereOnlyItsLinkToTheLeaderIsCut() {
    ClusterState state = OPEN;
    ClusterView view = heard(state, versioned(follows(B), state.version()), follows(C));
    RenewalPath cut = RenewalPath.UNKNOWN.cameThrough(B, NOW);
    assertThat(LeaderPreference.nearer(state, view, cut, C, NOW)).contains(B);
    assertThat(LeaderPreference.nearer(state, view, RenewalPath.UNKNOWN, C, NOW))
        .as("its agent may be dead")
        .isEmpty();
    assertThat(LeaderPreference.nearer(state, view, cut.cameDirectly(NOW), C, NOW))
        .as("it is heard here too")
        .isEmpty();
    assertThat(LeaderPreference.nearer(state, view, cut, B, NOW)).as("itself").isEmpty();
    assertThat(LeaderPreference.nearer(state, view, cut, A, NOW)).as("the primary").isEmpty();
    assertThat(
            LeaderPreference.nearer(state, view, RenewalPath.UNKNOWN.cameThrough(C, NOW), B, NOW))
        .as("it has not applied as much")
        .isEmpty();
    assertThat(LeaderPreference.nearer(state, view, cut, C, time(11_001))).as("long ago").isEmpty();
    ClusterView reports =
        heard(state, leading(), versioned(follows(B), state.version()), follows(C));
    assertThat(LeaderPreference.nearer(state, reports, cut, C, NOW)).as("it reports").isEmpty();
  }

  private static NodeReport versioned(NodeReport r, long applied) {
    return new NodeReport(
        r.node(),
        r.promised(),
        r.instance(),
        r.postgres(),
        r.gate(),
        Optional.empty(),
        applied,
        List.of());
  }

  @Test
  void onlyWhoIsHeardAndReceivesFromThePrimaryShowsThatItLives() {
    NodeReport cascades = report(C, E1, following(B, "c", 1, 100));
    assertThat(codes(OPEN, report(B, E1, revoked(9)), cascades)).contains(ProblemCode.NODE_SILENT);
    ClusterView old = heard(OPEN, follows(B), follows(C));
    assertThat(Problem.all(OPEN, old, time(11_001)))
        .extracting(Problem::code)
        .containsExactly(ProblemCode.NODE_SILENT);
  }

  @Test
  void whateverElseRunsThanThisReignsPrimaryItIsDeadButNotABusyOne() {
    for (Postgres postgres :
        List.of(
            crashed(),
            new Postgres.Absent(),
            new Postgres.Unusable("?"),
            new Postgres.Witness(),
            revoked(9),
            primary(E2, 2, 9, List.of(), 1))) {
      assertThat(codes(OPEN, report(A, E1, postgres), follows(B), follows(C)))
          .as("%s", postgres)
          .contains(ProblemCode.POSTMASTER_DEAD);
    }
    assertThat(codes(OPEN, report(A, E1, new Postgres.Busy("look")), follows(B), follows(C)))
        .isEmpty();
  }

  @Test
  void aStandbyThatWasLostTwiceIsSaidToFlapAndNotAfterOneLoss() {
    ClusterView view = heard(OPEN, leading(), follows(B), follows(C));
    Sightings seen =
        new Sightings(E1, Optional.empty(), Map.of(), Map.of(), Map.of("b", 1, "c", 2));
    ClusterView flaps =
        new ClusterView(view.leaderSince(), view.reignSince(), view.received(), view.lease(), seen);
    assertThat(Problem.all(OPEN, flaps, NOW))
        .singleElement()
        .isInstanceOfSatisfying(
            Problem.class,
            problem -> {
              assertThat(problem.code()).isEqualTo(ProblemCode.STANDBY_FLAPPING);
              assertThat(problem.node()).isEqualTo(C);
            });
  }

  @Test
  void aStandbyIsNearUpToSixteenMegabytes() {
    long near = 16L << 20;
    Postgres.Primary p = primary(E1, 1, near + 1, List.of(sender("b", 1), sender("c", 0)), 9);
    assertThat(StandbyLagging.isNear(p, "b")).isTrue();
    assertThat(StandbyLagging.isNear(p, "c")).isFalse();
    assertThat(StandbyLagging.isNear(p, "d")).isFalse();
    ClusterView view = heard(OPEN, report(A, E1, p), follows(B), follows(C));
    assertThat(Problem.all(OPEN, view, NOW)).extracting(Problem::node).containsExactly(C);
    assertThat(Problem.all(OPEN, view, time(11_001)))
        .as("what a silent primary said last is old")
        .extracting(Problem::code)
        .doesNotContain(ProblemCode.STANDBY_LAGGING);
  }

  /** Its gate is closed by then, whatever its PostgreSQL still streams. */
  @Test
  void aSilentPrimaryWhoseLeaseRanOutIsReplacedThoughItStillStreams() {
    assertThat(fresh(12_000)).containsExactly(ProblemCode.AGENT_GONE);
    assertThat(fresh(12_200)).contains(ProblemCode.LEASE_RAN_OUT);
  }

  /** Both standbys are heard at this time; the primary never was. */
  private static List<ProblemCode> fresh(long millis) {
    Map<NodeId, ClusterView.Received> received =
        Map.of(
            B, new ClusterView.Received(follows(B), time(millis)),
            C, new ClusterView.Received(follows(C), time(millis)));
    return codes(received, millis);
  }

  private static List<ProblemCode> codes(Map<NodeId, ClusterView.Received> received, long millis) {
    ClusterView all = heard(OPEN);
    ClusterView view =
        new ClusterView(
            all.leaderSince(), all.reignSince(), received, all.lease(), all.sightings());
    return Problem.all(OPEN, view, time(millis)).stream().map(Problem::code).toList();
  }

  /** Three leases after its own ran out, at 12.112 s. */
  @Test
  void aPrimaryThatIsHeardButHasNoLeaseForLongIsNotServing() {
    assertThat(withPrimary(21_112)).isEmpty();
    assertThat(withPrimary(21_113)).containsExactly(ProblemCode.PRIMARY_NOT_SERVING);
  }

  private static List<ProblemCode> withPrimary(long millis) {
    return codes(
        Map.of(
            A, new ClusterView.Received(leading(), time(millis)),
            B, new ClusterView.Received(follows(B), time(millis)),
            C, new ClusterView.Received(follows(C), time(millis))),
        millis);
  }

  @Test
  void aProbeOfAPrimaryThatFellSilentSaysNothingOfNow() {
    NodeReport full = with(leading(), commit(NodeFacts.Commit.DISK_FULL));
    ClusterView view = heard(OPEN, full, follows(B), follows(C));
    assertThat(Problem.all(OPEN, view, time(11_001)))
        .extracting(Problem::code)
        .doesNotContain(ProblemCode.DISK_FULL);
  }

  @Test
  void whatWaitsIsHeldOrIsUnderWayIsSaidToo() {
    ClusterState under = after(OPEN, new Command.BeginSwitchover(E1, B, Duration.ofSeconds(20)));
    assertThat(evidence(under, leading(), follows(B), follows(C)))
        .containsExactly("roles change from a to b");
    ClusterState back = after(under, new Command.CancelSwitchover(E1, "too slow"));
    assertThat(evidence(back, leading(), follows(B), follows(C)))
        .containsExactly("the switchover to b is rolled back: too slow");
    Instant noon = Instant.parse("2026-11-21T12:00:00Z");
    ClusterState paused = after(OPEN, new Command.Pause("work", Optional.of(noon)));
    assertThat(evidence(paused, leading(), follows(B), follows(C)))
        .containsExactly("paused until 2026-11-21T12:00:00Z: work");
  }

  private static List<String> evidence(ClusterState state, NodeReport... reports) {
    return Problem.all(state, heard(state, reports), NOW).stream().map(Problem::evidence).toList();
  }

  @Test
  void aNodeIsSaidToBeHeldUntilItIsNoMemberAnyMore() {
    ClusterState forced =
        after(
            fenced(after(OPEN, new Command.ForceFailover(E1, B, 1_000))),
            new Command.Elect(
                E2,
                B,
                Reign.Accession.PROMOTE,
                Optional.empty(),
                Map.of(B, at(10)),
                SyncSet.NOBODY),
            new Command.Open(E2, SyncSet.NOBODY, Optional.of(new Lsn(10))));
    NodeReport b = report(B, E2, primary(E2, 2, 10, List.of(), 9));
    assertThat(held(forced, b)).containsExactly(A, C);
    assertThat(held(after(forced, new Command.DetachNode(C)), b)).containsExactly(A);
  }

  private static List<NodeId> held(ClusterState state, NodeReport b) {
    return Problem.all(state, heard(state, b), NOW).stream()
        .filter(problem -> problem.code() == ProblemCode.NODE_SUSPENDED)
        .map(Problem::node)
        .toList();
  }

  @Test
  void aClockIsOutOfBoundsBeyondASecond() {
    assertThat(codes(OPEN, with(leading(), off(1_000)), follows(B), follows(C))).isEmpty();
    assertThat(codes(OPEN, with(leading(), off(1_001)), follows(B), follows(C)))
        .containsExactly(ProblemCode.CLOCK_OUT_OF_BOUNDS);
  }

  private static NodeFacts off(long millis) {
    return new NodeFacts(
        NodeFacts.Commit.UNKNOWN,
        NodeFacts.Receiver.UNKNOWN,
        NodeFacts.Fence.UNKNOWN,
        Optional.of(Duration.ofMillis(millis)),
        Optional.empty());
  }
}
