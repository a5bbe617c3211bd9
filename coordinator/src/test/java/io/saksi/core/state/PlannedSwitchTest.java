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
import io.saksi.core.model.Mode;
import io.saksi.core.model.NodeId;
import io.saksi.core.model.Reign;
import io.saksi.core.model.SyncSet;
import io.saksi.core.model.Tags;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** The order of a switchover's steps, and the way back. */
class PlannedSwitchTest {
  private static final ClusterState OPEN = renewed(open(SyncSet.any(1, List.of(B, C))));
  private static final Command BEGIN = new Command.BeginSwitchover(E1, B, Duration.ofSeconds(10));
  private static final Command SHUT = new Command.RecordShutdown(E1, new Lsn(500));
  private static final Command GO = new Command.BeginFailover(E1, Cause.SWITCHOVER);
  private static final Command BACK = new Command.CancelSwitchover(E1, "the operator said so");

  private static void refused(ClusterState state, Command command, String reason) {
    Outcome outcome = state.apply(command, OptionalLong.empty());
    assertThat(outcome).isInstanceOf(Outcome.Refused.class);
    assertThat(((Outcome.Refused) outcome).reason()).contains(reason);
  }

  @Test
  void theEpochStaysUntilTheFailoverLsnIsRecorded() {
    ClusterState state = after(OPEN, BEGIN);
    assertThat(state.reign()).isEqualTo(OPEN.reign());
    refused(state, GO, "no switchover has got that far");
    assertThat(after(state, SHUT, GO).reign()).isInstanceOf(Reign.Electing.class);
    assertThat(after(state, SHUT, GO).orders().switchover()).isPresent();
  }

  @Test
  void afterARollbackNobodyTakesOverByThePlan() {
    ClusterState back = after(OPEN, BEGIN, SHUT, BACK);
    refused(back, GO, "no switchover has got that far");
    refused(back, SHUT, "no switchover");
    assertThat(after(back, new Command.FinishRollback(E1)).orders()).isEqualTo(OPEN.orders());
  }

  @Test
  void thereIsNoWayBackOnceTheElectionBegan() {
    refused(after(OPEN, BEGIN, SHUT, GO), BACK, "no switchover of epoch 1 can be rolled back");
  }

  @Test
  void anotherFailoverEndsThePlan() {
    ClusterState state = after(OPEN, BEGIN, new Command.BeginFailover(E1, Cause.NODE_SILENT));
    assertThat(state.orders().switchover()).isEmpty();
  }

  @Test
  void renewalsGoOnWhileTheGateIsClosed() {
    ClusterState state = after(OPEN, BEGIN);
    Command renew = new Command.Renew(E1, 9, state.settings().leaseTtl(), Optional.empty());
    assertThat(after(state, renew).renewal().orElseThrow().number()).isEqualTo(9);
  }

  @Test
  void whatCannotBeSwitchedToIsRefused() {
    refused(OPEN, new Command.BeginSwitchover(E1, A, Duration.ofSeconds(1)), "already");
    refused(OPEN, new Command.BeginSwitchover(E2, B, Duration.ofSeconds(1)), "not open");
    refused(OPEN, new Command.BeginSwitchover(E1, B, Duration.ZERO), "limit");
    Tags never = new Tags(0, Optional.empty(), false, false);
    refused(after(OPEN, new Command.SetTags(B, never)), BEGIN, "may not lead");
    refused(after(OPEN, BEGIN), BEGIN, "another switchover");
    refused(after(OPEN, new Command.Pause("p", Optional.empty())), BEGIN, "paused");
    refused(after(OPEN, BEGIN), new Command.Pause("p", Optional.empty()), "switchover");
  }

  @Test
  void whoIsHeldOutOfReplicationIsNotSwitchedTo() {
    ClusterState forced =
        after(
            fenced(after(OPEN, new Command.ForceFailover(E1, B, 0))),
            elect(B, SyncSet.NOBODY),
            new Command.Open(E2, SyncSet.NOBODY, Optional.of(new Lsn(500))));
    refused(forced, new Command.BeginSwitchover(E2, C, Duration.ofSeconds(1)), "held out");
  }

  private static Command.Elect elect(NodeId candidate, SyncSet proposed) {
    return new Command.Elect(
        E2,
        candidate,
        Reign.Accession.PROMOTE,
        Optional.empty(),
        Map.of(B, at(500), C, at(500)),
        proposed);
  }

  @Test
  void itsTargetAloneIsElectedWhereTheModeKnowsNoAutomaticFailover() {
    ClusterState manual =
        after(
            OPEN,
            new Command.SetMode(Mode.SYNC_MANUAL, Optional.empty()),
            new Command.AppendSet(E1, SyncSet.any(1, List.of(B, C))));
    ClusterState state = after(manual, BEGIN, SHUT, GO);
    refused(state, elect(C, SyncSet.any(1, List.of(B))), "no automatic failover");
    assertThat(after(state, elect(B, SyncSet.any(1, List.of(C)))).reign().leader()).contains(B);
  }

  @Test
  void rolledBackOnceItIsSoForGoodAndOnlyThenFinished() {
    ClusterState back = after(OPEN, BEGIN, BACK);
    assertThat(after(back, new Command.CancelSwitchover(E1, "again"))).isEqualTo(back);
    refused(after(OPEN, BEGIN), new Command.FinishRollback(E1), "being rolled back");
  }
}
