package io.saksi.core.state;

import static io.saksi.core.States.A;
import static io.saksi.core.States.B;
import static io.saksi.core.States.C;
import static io.saksi.core.States.E1;
import static io.saksi.core.States.E2;
import static io.saksi.core.States.after;
import static io.saksi.core.States.at;
import static io.saksi.core.States.fenced;
import static io.saksi.core.States.open;
import static io.saksi.core.States.renewed;
import static org.assertj.core.api.Assertions.assertThat;

import io.saksi.core.command.Command;
import io.saksi.core.command.Outcome;
import io.saksi.core.model.Cause;
import io.saksi.core.model.Lsn;
import io.saksi.core.model.Maintenance;
import io.saksi.core.model.NodeId;
import io.saksi.core.model.Reign;
import io.saksi.core.model.SyncSet;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** Nodes that an operator works on: what the state takes, and what it refuses whoever decided. */
class UpkeepTest {
  private static final ClusterState OPEN = renewed(open(SyncSet.any(1, List.of(B, C))));
  private static final Maintenance.Handover TO_B =
      new Maintenance.Handover(B, Duration.ofSeconds(20), Duration.ofSeconds(3));
  private static final ClusterState OF_C = after(OPEN, begin(C));

  private static Command begin(NodeId node) {
    return new Command.BeginMaintenance(node, "work", Instant.EPOCH, Optional.empty());
  }

  private static Command beginOfPrimary() {
    return new Command.BeginMaintenance(A, "work", Instant.EPOCH, Optional.of(TO_B));
  }

  private static Command end(NodeId node) {
    return new Command.EndMaintenance(node, new Lsn(7));
  }

  private static Command.Elect promote(NodeId node, SyncSet proposed) {
    return new Command.Elect(
        E2,
        node,
        Reign.Accession.PROMOTE,
        Optional.empty(),
        Map.of(B, at(100), C, at(100)),
        proposed);
  }

  private static String refusal(ClusterState state, Command command) {
    return state.apply(command, OptionalLong.empty()) instanceof Outcome.Refused refused
        ? refused.reason()
        : "";
  }

  @Test
  void aNodeInMaintenanceIsNotElectedByItself() {
    ClusterState electing = after(OF_C, new Command.BeginFailover(E1, Cause.POSTMASTER_DEAD));
    assertThat(refusal(electing, promote(C, SyncSet.NOBODY))).contains("is in maintenance");
    assertThat(refusal(electing, promote(B, SyncSet.NOBODY))).isEmpty();
  }

  @Test
  void aNodeInMaintenanceIsNotCountedAnewEvenWhenItsTimeIsOver() {
    ClusterState back = after(OF_C, end(C));
    for (ClusterState away : List.of(OF_C, back)) {
      assertThat(refusal(away, new Command.AppendSet(E1, SyncSet.any(1, List.of(B, C)))))
          .contains("c cannot be counted");
      ClusterState electing = after(away, new Command.BeginFailover(E1, Cause.POSTMASTER_DEAD));
      assertThat(refusal(electing, promote(B, SyncSet.any(1, List.of(C)))))
          .contains("counts a node that is in maintenance");
    }
  }

  @Test
  void whatItSaidGoesOnCountingInAnElection() {
    ClusterState both = renewed(open(SyncSet.any(2, List.of(B, C))));
    ClusterState electing =
        after(both, begin(C), new Command.BeginFailover(E1, Cause.POSTMASTER_DEAD));
    ClusterState elected = after(electing, promote(B, SyncSet.NOBODY));
    assertThat(elected.reign().leader()).contains(B);
  }

  @Test
  void thePrimaryIsMovedOffOrItIsNoMaintenance() {
    assertThat(refusal(OPEN, begin(A))).contains("somebody has to take over first");
    ClusterState begun =
        after(OPEN, beginOfPrimary(), new Command.BeginSwitchover(E1, B, TO_B.limit()));
    ClusterState back =
        after(begun, new Command.CancelSwitchover(E1, "no"), new Command.FinishRollback(E1));
    assertThat(back.orders().maintenance()).isEmpty();
  }

  @Test
  void whoLeadsAfterAllIsNotInMaintenance() {
    ClusterState electing =
        after(
            OPEN,
            beginOfPrimary(),
            new Command.BeginSwitchover(E1, B, TO_B.limit()),
            new Command.RecordShutdown(E1, new Lsn(100)),
            new Command.BeginFailover(E1, Cause.SWITCHOVER));
    ClusterState moved =
        after(
            fenced(after(electing, promote(B, SyncSet.any(1, List.of(C))))),
            new Command.Open(E2, SyncSet.any(1, List.of(C)), Optional.of(new Lsn(100))));
    assertThat(moved.orders().isInMaintenance(A)).isTrue();
    assertThat(moved.orders().maintenance().get(A).handover()).isEmpty();
    ClusterState again =
        after(
            fenced(
                after(
                    electing,
                    new Command.Elect(
                        E2,
                        A,
                        Reign.Accession.IN_PLACE,
                        Optional.empty(),
                        Map.of(A, at(100)),
                        SyncSet.NOBODY))),
            new Command.Open(E2, SyncSet.NOBODY, Optional.empty()));
    assertThat(again.orders().maintenance()).isEmpty();
  }

  @Test
  void itSurvivesAFailover() {
    ClusterState elected =
        after(
            OF_C, new Command.BeginFailover(E1, Cause.POSTMASTER_DEAD), promote(B, SyncSet.NOBODY));
    ClusterState opened =
        after(fenced(elected), new Command.Open(E2, SyncSet.NOBODY, Optional.of(new Lsn(100))));
    assertThat(opened.orders().isInMaintenance(C)).isTrue();
  }

  @Test
  void itIsVerifiedBeforeItIsAsBefore() {
    Command finish = new Command.FinishMaintenance(C, "verified");
    assertThat(refusal(OF_C, finish)).contains("does not come back");
    ClusterState coming = after(OF_C, end(C));
    assertThat(coming.orders().isAway(C)).isTrue();
    assertThat(coming.orders().isInMaintenance(C)).isFalse();
    assertThat(after(coming, finish).orders().maintenance()).isEmpty();
    assertThat(refusal(OPEN, end(C))).contains("not in maintenance");
  }

  @Test
  void whereNobodyIsOpenItsEndIsItsEnd() {
    ClusterState electing = after(OF_C, new Command.BeginFailover(E1, Cause.POSTMASTER_DEAD));
    ClusterState ended = after(electing, end(C));
    assertThat(ended.orders().maintenance()).isEmpty();
    assertThat(refusal(ended, promote(C, SyncSet.NOBODY))).isEmpty();
    assertThat(after(electing, end(C)).version()).isEqualTo(electing.version() + 1);
  }

  @Test
  void itIsNoTargetOfAChangeOfRoles() {
    assertThat(refusal(OF_C, new Command.BeginSwitchover(E1, C, Duration.ofSeconds(9))))
        .contains("in maintenance");
    assertThat(refusal(OF_C, new Command.ForceFailover(E1, C, 0))).contains("end that first");
    ClusterState target = after(OPEN, new Command.BeginSwitchover(E1, B, Duration.ofSeconds(9)));
    assertThat(refusal(target, begin(B))).contains("is the target of a switchover");
  }

  @Test
  void aNodeThatLeavesTakesItsMaintenanceWithIt() {
    ClusterState uncounted = renewed(open(SyncSet.any(1, List.of(B))));
    ClusterState removed = after(uncounted, begin(C), new Command.RemoveMember(C));
    assertThat(removed.orders().maintenance()).isEmpty();
  }
}
