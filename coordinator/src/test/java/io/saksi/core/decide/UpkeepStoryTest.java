package io.saksi.core.decide;

import static io.saksi.core.States.A;
import static io.saksi.core.States.B;
import static io.saksi.core.States.C;
import static io.saksi.core.States.E1;
import static io.saksi.core.States.after;
import static io.saksi.core.States.following;
import static io.saksi.core.States.heard;
import static io.saksi.core.States.open;
import static io.saksi.core.States.primary;
import static io.saksi.core.States.renewed;
import static io.saksi.core.States.report;
import static io.saksi.core.States.sender;
import static io.saksi.core.States.time;
import static io.saksi.core.decide.check.Checked.clocked;
import static org.assertj.core.api.Assertions.assertThat;

import io.saksi.core.Tuned;
import io.saksi.core.command.Command;
import io.saksi.core.decide.check.Problem;
import io.saksi.core.decide.check.ProblemCode;
import io.saksi.core.model.Cause;
import io.saksi.core.model.Lsn;
import io.saksi.core.model.Maintenance;
import io.saksi.core.model.Moment;
import io.saksi.core.model.NodeId;
import io.saksi.core.model.Settings;
import io.saksi.core.model.SyncSet;
import io.saksi.core.state.ClusterState;
import io.saksi.core.view.ClusterView;
import io.saksi.core.view.NodeFacts;
import io.saksi.core.view.NodeReport;
import io.saksi.core.view.Postgres;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The leader's part of a maintenance, and what it costs to do without a node. */
class UpkeepStoryTest {
  private static final Instant END = Instant.ofEpochSecond(100);
  private static final Moment NOW = time(10_100);
  private static final ClusterState OPEN = renewed(open(SyncSet.any(1, List.of(B, C))));
  private static final Maintenance.Handover TO_B =
      new Maintenance.Handover(B, Duration.ofSeconds(20), Duration.ofSeconds(3));
  private static final ClusterState OF_A =
      after(OPEN, new Command.BeginMaintenance(A, "work", END, Optional.of(TO_B)));
  private static final ClusterState OF_C =
      after(
          renewed(open(SyncSet.any(1, List.of(B)))),
          new Command.BeginMaintenance(C, "work", END, Optional.empty()));
  private static final ClusterState BACK = after(OF_C, new Command.EndMaintenance(C, new Lsn(400)));
  private static final Postgres.Standby JOINING = following(A, "c__join", 1, 450);

  private static NodeReport with(
      NodeId node, Postgres postgres, NodeFacts.Commit commit, Map<String, Long> limits) {
    NodeReport plain = report(node, E1, postgres);
    return new NodeReport(
        node,
        E1,
        plain.instance(),
        postgres,
        plain.gate(),
        plain.lease(),
        1,
        List.of(),
        new NodeFacts(
            commit,
            NodeFacts.Receiver.UNKNOWN,
            NodeFacts.Fence.UNKNOWN,
            Optional.empty(),
            Optional.empty(),
            Set.of(),
            limits,
            Optional.empty()));
  }

  private static NodeReport leads(ClusterState state, NodeFacts.Commit commit, long confirmed) {
    long entry = state.inForce().getLast().id();
    return with(
        A,
        primary(E1, 1, 460, List.of(sender("b", 460), sender("c__join", confirmed)), entry),
        commit,
        Map.of("max_connections", 100L));
  }

  private static NodeReport follows(NodeId node) {
    return report(node, E1, following(A, node.name(), 1, 460));
  }

  private static NodeReport c(Postgres postgres, long connections) {
    return with(C, postgres, NodeFacts.Commit.UNKNOWN, Map.of("max_connections", connections));
  }

  private static List<Command> decided(ClusterState state, NodeReport ofA, NodeReport ofC) {
    return Decider.decide(state, heard(state, ofA, follows(B), ofC), NOW);
  }

  @Test
  void thePrimaryIsMovedOffByASwitchover() {
    NodeReport leads = leads(OF_A, NodeFacts.Commit.WORKS, 460);
    assertThat(decided(OF_A, leads, follows(C)))
        .containsExactly(new Command.BeginSwitchover(E1, B, TO_B.limit(), TO_B.drain()));
    ClusterState paused = after(OF_A, new Command.Pause("no", Optional.empty()));
    assertThat(decided(paused, leads, follows(C)))
        .containsExactly(
            new Command.FinishMaintenance(
                A, "not moved off: the cluster is paused: resume it first"));
  }

  @Test
  void aNodeInMaintenanceLeavesTheSyncSet() {
    ClusterState state =
        after(OPEN, new Command.BeginMaintenance(C, "work", END, Optional.empty()));
    assertThat(decided(state, leads(state, NodeFacts.Commit.WORKS, 460), follows(C)))
        .containsExactly(new Command.AppendSet(E1, SyncSet.any(1, List.of(B))));
  }

  @Test
  void itEndsAtItsHourAlsoWhileNobodyIsElected() {
    ClusterState electing = after(OF_C, new Command.BeginFailover(E1, Cause.POSTMASTER_DEAD));
    for (ClusterState state : List.of(OF_C, electing)) {
      ClusterView view = heard(state, leads(state, NodeFacts.Commit.WORKS, 460), follows(B));
      assertThat(Upkeep.expire(state, clocked(view, END.minusMillis(1)))).isEmpty();
      assertThat(Upkeep.expire(state, clocked(view, END)).orElseThrow())
          .isInstanceOf(Command.EndMaintenance.class);
      assertThat(Upkeep.expire(state, view)).isEmpty();
    }
    ClusterView stuck = heard(electing, c(new Postgres.Absent(), 100));
    assertThat(Decider.decide(electing, clocked(stuck, END), NOW))
        .containsExactly(new Command.EndMaintenance(C, Lsn.ZERO));
  }

  @Test
  void aNodeThatWasVerifiedIsAsBefore() {
    assertThat(decided(BACK, leads(BACK, NodeFacts.Commit.WORKS, 450), c(JOINING, 100)))
        .containsExactly(new Command.FinishMaintenance(C, "verified"));
  }

  /** Each thing that is missing alone keeps it from counting. */
  @Test
  void whatIsMissingIsSaidAndKeepsItFromCounting() {
    NodeReport works = leads(BACK, NodeFacts.Commit.WORKS, 450);
    NodeReport stalled = leads(BACK, NodeFacts.Commit.REPLICATION_STALLED, 450);
    NodeReport old = leads(BACK, NodeFacts.Commit.WORKS, 400);
    missing(stalled, c(JOINING, 100), "commit probe says REPLICATION_STALLED");
    missing(old, c(JOINING, 100), "has not confirmed a commit made since then");
    missing(works, c(JOINING, 99), "max_connections is 99 on it, and 100 on a");
    missing(works, report(C, E1, JOINING), "settings have not been compared");
    missing(works, c(new Postgres.Stopped(false, 1, Optional.empty()), 100), "does not run");
    missing(works, c(following(A, "c__join", 2, 450), 100), "does not follow timeline 1");
    NodeReport noSender =
        with(
            A,
            primary(E1, 1, 460, List.of(sender("b", 460)), 1),
            NodeFacts.Commit.WORKS,
            Map.of("max_connections", 100L));
    missing(noSender, c(JOINING, 100), "replication does not stream to it");
    missing(leads(BACK, NodeFacts.Commit.WORKS, 450), Optional.empty(), "nothing is heard");
  }

  private static void missing(NodeReport ofA, NodeReport ofC, String what) {
    missing(ofA, Optional.of(ofC), what);
  }

  private static void missing(NodeReport ofA, Optional<NodeReport> ofC, String what) {
    ClusterView view =
        ofC.map(c -> heard(BACK, ofA, follows(B), c)).orElse(heard(BACK, ofA, follows(B)));
    assertThat(Comeback.missing(BACK, C, Upkeep.heard(BACK, view, NOW)))
        .anySatisfy(said -> assertThat(said).contains(what));
    assertThat(Decider.decide(BACK, view, NOW))
        .noneMatch(Command.FinishMaintenance.class::isInstance)
        .noneMatch(Command.AppendSet.class::isInstance);
    assertThat(Problem.all(BACK, view, NOW))
        .anySatisfy(problem -> {
          assertThat(problem.code()).isEqualTo(ProblemCode.MAINTENANCE_NOT_OVER);
          assertThat(problem.evidence()).contains(what);
        });
  }

  @Test
  void itWouldWinOnlyWhenNobodyElseCould() {
    NodeReport leads = leads(BACK, NodeFacts.Commit.WORKS, 460);
    ClusterView all = heard(BACK, leads, follows(B), c(following(A, "c__join", 1, 470), 100));
    assertThat(Explain.explain(BACK, all, NOW).winner()).contains(B);
    assertThat(Explain.explain(OF_C, all, NOW).missing())
        .anySatisfy(said -> assertThat(said).contains("c: in maintenance: work"));
  }

  @Test
  void itCostsNothingWhereOthersSuffice() {
    assertThat(costs(OPEN, C, Optional.empty(), follows(B), follows(C))).isEmpty();
    assertThat(costs(OPEN, A, Optional.of(TO_B), follows(B), follows(C))).isEmpty();
  }

  @Test
  void thatNobodyIsLeftIsSaidOrForbidden() {
    Sparing.Cost alone = costs(OPEN, C, Optional.empty(), follows(C)).getFirst();
    assertThat(alone.code()).isEqualTo("NOBODY_LEFT");
    assertThat(alone.forbids()).isFalse();
    assertThat(costs(OPEN, A, Optional.of(TO_B), follows(B)).getFirst().code())
        .isEqualTo("NOBODY_LEFT");
    ClusterState blocking = after(OPEN, new Command.SetSettings(blocking(OPEN.settings())));
    assertThat(costs(blocking, C, Optional.empty(), follows(C)).getFirst().forbids()).isTrue();
    assertThat(costs(OPEN, C, Optional.empty(), follows(C)))
        .anySatisfy(cost -> assertThat(cost.code()).isEqualTo("QUORUM_AT_RISK"));
  }

  private static Settings blocking(Settings from) {
    return Tuned.like(from).exposedAllowed(false).settings();
  }

  private static List<Sparing.Cost> costs(
      ClusterState state,
      NodeId node,
      Optional<Maintenance.Handover> handover,
      NodeReport... standbys) {
    NodeReport[] all = new NodeReport[standbys.length + 1];
    all[0] = leads(state, NodeFacts.Commit.WORKS, 460);
    System.arraycopy(standbys, 0, all, 1, standbys.length);
    return Sparing.of(state, heard(state, all), node, handover, NOW);
  }
}
