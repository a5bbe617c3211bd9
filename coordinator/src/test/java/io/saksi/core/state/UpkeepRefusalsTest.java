package io.saksi.core.state;

import static io.saksi.core.States.A;
import static io.saksi.core.States.B;
import static io.saksi.core.States.C;
import static io.saksi.core.States.E1;
import static io.saksi.core.States.after;
import static io.saksi.core.States.open;
import static io.saksi.core.States.renewed;
import static org.assertj.core.api.Assertions.assertThat;

import io.saksi.core.command.Command;
import io.saksi.core.command.Outcome;
import io.saksi.core.model.Cause;
import io.saksi.core.model.Lsn;
import io.saksi.core.model.Maintenance;
import io.saksi.core.model.NodeId;
import io.saksi.core.model.SyncSet;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** When a maintenance is not begun, and what its end is worth at odd moments. */
class UpkeepRefusalsTest {
  private static final Maintenance.Handover TO_B =
      new Maintenance.Handover(B, Duration.ofSeconds(20), Duration.ZERO);
  private static final ClusterState OPEN = renewed(open(SyncSet.any(1, List.of(B))));
  private static final ClusterState OF_A = after(OPEN, begin(A, Optional.of(TO_B)));
  private static final ClusterState OF_C = after(OPEN, begin(C));

  private static Command begin(NodeId node) {
    return begin(node, Optional.empty());
  }

  private static Command begin(NodeId node, Optional<Maintenance.Handover> handover) {
    return new Command.BeginMaintenance(node, "work", Instant.EPOCH, handover);
  }

  private static String refusal(ClusterState state, Command command) {
    return state.apply(command, OptionalLong.empty()) instanceof Outcome.Refused refused
        ? refused.reason()
        : "";
  }

  @Test
  void onlyAMemberIsMaintained() {
    assertThat(refusal(OPEN, begin(new NodeId("z")))).contains("is no member");
  }

  /** Nobody knows yet whom the election needs. */
  @Test
  void itIsNotBegunWhileNobodyIsOpen() {
    ClusterState electing = after(OPEN, new Command.BeginFailover(E1, Cause.POSTMASTER_DEAD));
    assertThat(refusal(electing, begin(C))).contains("no primary is open");
  }

  /** What a hold says of its data would be lost with it. */
  @Test
  void whoIsHeldIsNotMaintained() {
    ClusterState held = after(OPEN, new Command.SuspendNode(E1, C, "diverged"));
    assertThat(refusal(held, begin(C))).contains("is held out of replication");
  }

  @Test
  void aSuccessorIsNamedForThePrimaryOnly() {
    assertThat(refusal(OPEN, begin(C, Optional.of(TO_B)))).contains("is not the primary any more");
  }

  @Test
  void whereNoSwitchoverIsPossibleThePrimaryStays() {
    ClusterState paused = after(OPEN, new Command.Pause("network", Optional.empty()));
    assertThat(refusal(paused, begin(A, Optional.of(TO_B)))).contains("paused");
  }

  /** Else who asks again and again would never see it verified. */
  @Test
  void toEndItTwiceDoesNotMoveWhatItHasToConfirm() {
    ClusterState once = after(OF_C, new Command.EndMaintenance(C, new Lsn(7)));
    assertThat(after(once, new Command.EndMaintenance(C, new Lsn(99)))).isEqualTo(once);
  }

  @Test
  void itIsNotEndedWhileThePrimaryIsBeingMovedOff() {
    ClusterState moving = after(OF_A, new Command.BeginSwitchover(E1, B, Duration.ofSeconds(9)));
    assertThat(refusal(moving, new Command.EndMaintenance(A, Lsn.ZERO)))
        .contains("is being moved off");
  }

  /** There is nobody to verify it against but itself. */
  @Test
  void whoStillLeadsIsAsBeforeAtOnce() {
    assertThat(after(OF_A, new Command.EndMaintenance(A, Lsn.ZERO)).orders().maintenance())
        .isEmpty();
    assertThat(
            after(OF_A, new Command.FinishMaintenance(A, "not moved off")).orders().maintenance())
        .isEmpty();
  }
}
