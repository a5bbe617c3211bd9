package io.saksi.core.decide;

import static io.saksi.core.States.A;
import static io.saksi.core.States.B;
import static io.saksi.core.States.C;
import static io.saksi.core.States.E1;
import static io.saksi.core.States.TRUNK;
import static io.saksi.core.States.after;
import static io.saksi.core.States.at;
import static io.saksi.core.States.electing;
import static io.saksi.core.States.heard;
import static io.saksi.core.States.open;
import static io.saksi.core.States.renewed;
import static io.saksi.core.States.time;
import static io.saksi.core.decide.check.Checked.BOTH;
import static io.saksi.core.decide.check.Checked.OPEN;
import static io.saksi.core.decide.check.Checked.follows;
import static io.saksi.core.decide.check.Checked.leading;
import static org.assertj.core.api.Assertions.assertThat;

import io.saksi.core.Tuned;
import io.saksi.core.command.Command;
import io.saksi.core.decide.Prospect.Verdict;
import io.saksi.core.decide.check.Problem;
import io.saksi.core.decide.check.ProblemCode;
import io.saksi.core.incident.Election;
import io.saksi.core.incident.Incident;
import io.saksi.core.incident.IncidentTrail;
import io.saksi.core.incident.Mark;
import io.saksi.core.incident.Service;
import io.saksi.core.incident.Stamp;
import io.saksi.core.model.FenceProof;
import io.saksi.core.model.Goals;
import io.saksi.core.model.Mode;
import io.saksi.core.model.Moment;
import io.saksi.core.model.NodeId;
import io.saksi.core.model.SyncSet;
import io.saksi.core.state.ClusterState;
import io.saksi.core.view.NodeReport;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Whether the cluster could meet its goals now, and why not. */
class ProspectTest {
  private static final Set<NodeId> VOTERS = Set.of(A, B, C);
  private static final ClusterState ALONE = renewed(open(SyncSet.NOBODY));

  private static ClusterState wants(ClusterState state, Duration rto, Goals.Rpo rpo) {
    Goals goals = new Goals(Optional.of(rto), Optional.of(rpo));
    return after(
        state, new Command.SetSettings(Tuned.like(state.settings()).goals(goals).settings()));
  }

  private static Prospect seen(ClusterState state, IncidentTrail trail, NodeReport... reports) {
    return Prospect.of(state, Optional.of(heard(state, reports)), trail, VOTERS, time(10_100));
  }

  private static Prospect seen(ClusterState state, NodeReport... reports) {
    return seen(state, IncidentTrail.EMPTY, reports);
  }

  private static ClusterState strict(ClusterState state) {
    return wants(state, Duration.ofSeconds(5), new Goals.Rpo.Wal(0));
  }

  @Test
  void aWholeSynchronousClusterMeetsBoth() {
    Prospect prospect = seen(strict(OPEN), leading(), follows(B), follows(C));
    assertThat(prospect.outage().verdict()).isEqualTo(Verdict.MET);
    // 3 s by clocks that differ by 2 in a thousand each, 0.1 s of margin, 1 s assumed.
    assertThat(prospect.outage().expected().orElseThrow())
        .isBetween(Duration.ofMillis(4_100), Duration.ofMillis(4_120));
    assertThat(prospect.loss().verdict()).isEqualTo(Verdict.MET);
    assertThat(prospect.loss().bytes()).contains(0L);
    assertThat(prospect.problems(A)).isEmpty();
  }

  @Test
  void whatNobodySetIsNoProblemWhateverWouldHappen() {
    Prospect prospect = seen(OPEN, leading());
    assertThat(prospect.outage().verdict()).isEqualTo(Verdict.UNSET);
    assertThat(prospect.loss().verdict()).isEqualTo(Verdict.UNSET);
    assertThat(prospect.problems(A)).isEmpty();
  }

  @Test
  void aLeaseThatIsLongerThanTheGoalMissesIt() {
    ClusterState hasty = wants(OPEN, Duration.ofSeconds(2), new Goals.Rpo.Wal(0));
    Prospect prospect = seen(hasty, leading(), follows(B), follows(C));
    assertThat(prospect.outage().verdict()).isEqualTo(Verdict.MISSED);
    assertThat(prospect.problems(A))
        .extracting(Problem::code)
        .containsExactly(ProblemCode.RTO_NOT_MET);
    assertThat(prospect.problems(A).getFirst().evidence()).contains("about 4.2 s", "3.2 s until");
  }

  /** c may have what b has not, so nobody is elected: nothing is lost, and nothing goes on. */
  @Test
  void aMemberThatIsAwayCostsTheOutageGoalOnly() {
    ClusterState state = strict(OPEN);
    Prospect prospect = seen(state, leading(), follows(B));
    assertThat(prospect.loss().verdict()).isEqualTo(Verdict.MET);
    assertThat(prospect.outage().verdict()).isEqualTo(Verdict.MISSED);
    assertThat(prospect.outage().expected()).isEmpty();
    assertThat(prospect.outage().grounds())
        .contains("nobody could be elected")
        .anyMatch(ground -> ground.startsWith("c: not heard"));
  }

  @Test
  void withoutAnyMemberOfTheSetBothAreMissed() {
    Prospect prospect = seen(strict(OPEN), leading());
    assertThat(prospect.loss().verdict()).isEqualTo(Verdict.MISSED);
    assertThat(prospect.loss().bytes()).isEmpty();
    assertThat(prospect.problems(A))
        .extracting(Problem::code)
        .containsExactly(ProblemCode.RTO_NOT_MET, ProblemCode.RPO_NOT_MET);
  }

  @Test
  void withoutAnotherMajorityThereIsNoFailover() {
    ClusterState state = strict(OPEN);
    Prospect prospect =
        Prospect.of(
            state,
            Optional.of(heard(state, leading(), follows(B), follows(C))),
            IncidentTrail.EMPTY,
            Set.of(A, B, new NodeId("w"), new NodeId("x"), new NodeId("y")),
            time(10_100));
    assertThat(prospect.outage().verdict()).isEqualTo(Verdict.MISSED);
    assertThat(prospect.outage().grounds())
        .containsExactly("without a only 1 agents are left, and 3 decide");
  }

  @Test
  void aPauseAndAManualModeMissTheOutageGoal() {
    ClusterState paused = after(strict(OPEN), new Command.Pause("disks", Optional.empty()));
    assertThat(seen(paused, leading(), follows(B), follows(C)).outage().grounds())
        .containsExactly("automatic failover is paused: disks");
  }

  @Test
  void whereNobodyIsWaitedForTheBestStandbysLagCounts() {
    ClusterState state = wants(ALONE, Duration.ofSeconds(5), new Goals.Rpo.Wal(0));
    NodeReport level = follows(B);
    assertThat(seen(state, leading(), level).loss().bytes()).contains(0L);
    assertThat(seen(state, leading(), level).loss().verdict()).isEqualTo(Verdict.MET);
    Prospect.Loss behind = seen(state, leading(), behind(B, 60), behind(C, 70)).loss();
    assertThat(behind.bytes()).contains(30L);
    assertThat(behind.verdict()).isEqualTo(Verdict.MISSED);
    ClusterState lenient = wants(ALONE, Duration.ofSeconds(5), new Goals.Rpo.Wal(30));
    assertThat(seen(lenient, leading(), behind(C, 70)).loss().verdict()).isEqualTo(Verdict.MET);
    assertThat(seen(lenient, leading()).loss().verdict()).isEqualTo(Verdict.MISSED);
  }

  @Test
  void aLagIsTimeWhereThatIsRemembered() {
    ClusterState state =
        wants(ALONE, Duration.ofSeconds(5), new Goals.Rpo.Time(Duration.ofSeconds(3)));
    IncidentTrail remembers =
        new IncidentTrail(
            List.of(),
            0,
            Optional.empty(),
            Optional.of(
                new Service(
                    E1,
                    Duration.ofSeconds(3),
                    stamp(10_000),
                    List.of(
                        new Service.Reach(at(60), stamp(5_000)),
                        new Service.Reach(at(80), stamp(8_000)),
                        new Service.Reach(at(100), stamp(9_900))))));
    Prospect.Loss far = seen(state, remembers, leading(), behind(B, 70)).loss();
    assertThat(far.time()).contains(Duration.ofSeconds(5));
    assertThat(far.verdict()).isEqualTo(Verdict.MISSED);
    assertThat(seen(state, remembers, leading(), behind(B, 85)).loss().verdict())
        .isEqualTo(Verdict.MET);
    assertThat(seen(state, remembers, leading(), behind(B, 50)).loss().verdict())
        .isEqualTo(Verdict.UNKNOWN);
  }

  @Test
  void whatReallyHappenedCountsMoreThanWhatIsCalculated() {
    ClusterState state = strict(OPEN);
    Prospect.Outage quick = seen(state, trail(3, 400), leading(), follows(B), follows(C)).outage();
    assertThat(quick.expected().orElseThrow())
        .isBetween(Duration.ofMillis(3_500), Duration.ofMillis(3_520));
    assertThat(quick.verdict()).isEqualTo(Verdict.MET);
    Prospect.Outage slow = seen(state, trail(3, 9_000), leading(), follows(B), follows(C)).outage();
    assertThat(slow.verdict()).isEqualTo(Verdict.MISSED);
  }

  @Test
  void withoutMeasurementsOrAPrimaryNothingIsSaidToBeMet() {
    ClusterState state = strict(OPEN);
    Prospect blind =
        Prospect.of(state, Optional.empty(), IncidentTrail.EMPTY, VOTERS, time(10_100));
    assertThat(blind.outage().verdict()).isEqualTo(Verdict.UNKNOWN);
    assertThat(blind.loss().verdict()).isEqualTo(Verdict.UNKNOWN);
    assertThat(blind.problems(A)).isEmpty();
    assertThat(seen(strict(electing(BOTH)), follows(B)).outage().verdict())
        .isEqualTo(Verdict.UNKNOWN);
  }

  @Test
  void asynchronousWithoutABoundWaitsForAnOperator() {
    ClusterState async = after(strict(ALONE), new Command.SetMode(Mode.ASYNC, Optional.empty()));
    assertThat(seen(async, leading(), follows(B), follows(C)).outage().verdict())
        .isEqualTo(Verdict.MISSED);
  }

  private static NodeReport behind(NodeId node, long reached) {
    return io.saksi.core.States.report(
        node, E1, io.saksi.core.States.following(A, node.name(), 1, reached));
  }

  private static Stamp stamp(long millis) {
    return new Stamp(Instant.ofEpochMilli(millis), new Moment(millis * 1_000_000), "a/boot-1");
  }

  /** Failovers of a primary that fenced itself, each as long. */
  private static IncidentTrail trail(int count, long millis) {
    return new IncidentTrail(
        IntStream.rangeClosed(1, count).mapToObj(n -> failover(n, millis)).toList(),
        0,
        Optional.empty(),
        Optional.empty());
  }

  private static Incident failover(int number, long millis) {
    return new Incident(
        number,
        Incident.Kind.FAILOVER,
        E1,
        A,
        TRUNK,
        List.of(),
        List.<Election>of(),
        0,
        Optional.empty(),
        List.of(
            new Mark(Mark.Step.BEGUN, E1, stamp(1_000)),
            new Mark(Mark.Step.SERVING, E1, stamp(1_000 + millis))),
        Optional.of(FenceProof.SELF_FENCED),
        Optional.of(new Incident.End(Incident.How.SWITCHED, B, E1, "")));
  }
}
