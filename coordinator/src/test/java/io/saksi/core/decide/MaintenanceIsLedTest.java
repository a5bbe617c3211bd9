package io.saksi.core.decide;

import static io.saksi.core.States.A;
import static io.saksi.core.States.B;
import static io.saksi.core.States.C;
import static io.saksi.core.States.E1;
import static io.saksi.core.States.after;
import static io.saksi.core.States.following;
import static io.saksi.core.States.heard;
import static io.saksi.core.States.instance;
import static io.saksi.core.States.open;
import static io.saksi.core.States.primary;
import static io.saksi.core.States.renewed;
import static io.saksi.core.States.report;
import static io.saksi.core.States.sender;
import static io.saksi.core.States.time;
import static io.saksi.core.decide.check.Checked.clocked;
import static org.assertj.core.api.Assertions.assertThat;

import io.saksi.core.command.Command;
import io.saksi.core.model.Cause;
import io.saksi.core.model.Lsn;
import io.saksi.core.model.Maintenance;
import io.saksi.core.model.Moment;
import io.saksi.core.model.NodeId;
import io.saksi.core.model.SyncSet;
import io.saksi.core.state.ClusterState;
import io.saksi.core.view.ClusterView;
import io.saksi.core.view.Gate;
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

/** What the leader writes of a maintenance, and what it must not write, or not yet. */
class MaintenanceIsLedTest {
  private static final Instant END = Instant.ofEpochSecond(100);
  private static final Moment NOW = time(10_100);
  private static final ClusterState OPEN = renewed(open(SyncSet.any(1, List.of(B))));
  private static final Maintenance.Handover TO_B =
      new Maintenance.Handover(B, Duration.ofSeconds(20), Duration.ZERO);
  private static final ClusterState OF_C =
      after(OPEN, new Command.BeginMaintenance(C, "work", END, Optional.empty()));
  private static final ClusterState BACK = after(OF_C, new Command.EndMaintenance(C, new Lsn(400)));
  private static final ClusterState MOVING =
      after(
          OPEN,
          new Command.BeginMaintenance(A, "work", END, Optional.of(TO_B)),
          new Command.BeginSwitchover(E1, B, TO_B.limit()));

  private static NodeReport of(NodeId node, Postgres postgres, NodeFacts.Commit commit) {
    return new NodeReport(
        node,
        E1,
        Optional.of(instance(node)),
        postgres,
        node.equals(A) ? Gate.WRITE : Gate.CLOSED,
        Optional.of(Duration.ofSeconds(1)),
        1,
        List.of(),
        new NodeFacts(
            commit,
            NodeFacts.Receiver.UNKNOWN,
            NodeFacts.Fence.UNKNOWN,
            Optional.empty(),
            Optional.empty(),
            Set.of(),
            Map.of("max_connections", 100L),
            Optional.empty()));
  }

  private static ClusterView seen(ClusterState state) {
    long entry = state.inForce().getLast().id();
    List<Postgres.Sender> senders = List.of(sender("b", 460), sender("c__join", 450));
    return heard(
        state,
        of(A, primary(E1, 1, 460, senders, entry), NodeFacts.Commit.WORKS),
        of(B, following(A, "b", 1, 460), NodeFacts.Commit.UNKNOWN),
        of(C, following(A, "c__join", 1, 450), NodeFacts.Commit.UNKNOWN));
  }

  @Test
  void whileThePrimaryIsMovedOffItIsNotMovedAgainNorGivenUp() {
    assertThat(Decider.decide(MOVING, seen(MOVING), NOW))
        .noneMatch(Command.BeginSwitchover.class::isInstance)
        .noneMatch(Command.FinishMaintenance.class::isInstance);
  }

  @Test
  void whatWouldBeRefusedIsNotWrittenAtItsHour() {
    assertThat(Upkeep.expire(MOVING, clocked(seen(MOVING), END))).isEmpty();
  }

  @Test
  void whatIsOverIsNotEndedAgain() {
    assertThat(Upkeep.expire(BACK, clocked(seen(BACK), END))).isEmpty();
  }

  @Test
  void atItsHourItEndsInAnOpenReignTooAndMarksWhatIsToBeConfirmed() {
    assertThat(Decider.decide(OF_C, clocked(seen(OF_C), END), NOW))
        .contains(new Command.EndMaintenance(C, new Lsn(460)));
  }

  @Test
  void whoIsStillWorkedOnIsNotTakenBackHoweverWellItFollows() {
    assertThat(Decider.decide(OF_C, seen(OF_C), NOW))
        .noneMatch(Command.FinishMaintenance.class::isInstance);
    assertThat(Decider.decide(BACK, seen(BACK), NOW))
        .contains(new Command.FinishMaintenance(C, "verified"));
  }

  @Test
  void whatWasHeardLongAgoVerifiesNobody() {
    assertThat(Upkeep.heard(BACK, seen(BACK), NOW)).containsOnlyKeys(A, B, C);
    assertThat(Upkeep.heard(BACK, seen(BACK), time(60_000))).isEmpty();
  }

  /** The operator was told that he may switch it off. */
  @Test
  void itDoesNotWinAlsoWhereNobodyElseCould() {
    ClusterState counted = renewed(open(SyncSet.any(2, List.of(B, C))));
    ClusterState electing =
        after(
            counted,
            new Command.BeginMaintenance(C, "work", END, Optional.empty()),
            new Command.BeginFailover(E1, Cause.POSTMASTER_DEAD));
    NodeReport alone = report(C, electing.reign().epoch(), revoked());
    assertThat(Explain.explain(electing, heard(electing, alone), NOW).winner()).isEmpty();
    ClusterState free = after(electing, new Command.EndMaintenance(C, Lsn.ZERO));
    assertThat(Explain.explain(free, heard(free, alone), NOW).winner()).contains(C);
  }

  private static Postgres revoked() {
    return new Postgres.Standby(1, new Lsn(460), new Lsn(460), Optional.empty(), false);
  }
}
