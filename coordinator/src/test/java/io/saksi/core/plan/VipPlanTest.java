package io.saksi.core.plan;

import static io.saksi.core.States.A;
import static io.saksi.core.States.B;
import static io.saksi.core.States.E1;
import static io.saksi.core.States.E2;
import static io.saksi.core.States.E3;
import static io.saksi.core.States.after;
import static io.saksi.core.States.elected;
import static io.saksi.core.States.fenced;
import static io.saksi.core.States.time;
import static org.assertj.core.api.Assertions.assertThat;

import io.saksi.core.States;
import io.saksi.core.command.Command;
import io.saksi.core.model.Epoch;
import io.saksi.core.model.NodeId;
import io.saksi.core.model.SyncSet;
import io.saksi.core.state.ClusterState;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** I3: every condition for the read-write address, each left out once. */
class VipPlanTest {
  private static final ClusterState OPEN_B =
      after(
          fenced(elected()),
          new Command.Open(E2, SyncSet.any(1, List.of(new NodeId("c"))), Optional.empty()));

  private static VipPlan.Standing standing(
      NodeId self, Epoch promised, Epoch open, Epoch lease, long deadline) {
    return new VipPlan.Standing(
        self,
        promised,
        Optional.ofNullable(open),
        Optional.ofNullable(lease).map(epoch -> new VipPlan.Lease(epoch, time(deadline))));
  }

  private static boolean mayHold(ClusterState state, VipPlan.Standing standing) {
    return VipPlan.mayHold(state, standing, time(1_000));
  }

  @Test
  void theOpenPrimaryWithAnOpenGateAndARenewalOfItsEpoch() {
    assertThat(mayHold(OPEN_B, standing(B, E2, E2, E2, 2_000))).isTrue();
  }

  @Test
  void electedIsNotOpen() {
    assertThat(mayHold(fenced(elected()), standing(B, E2, E2, E2, 2_000))).isFalse();
  }

  @Test
  void openIsPermissionOnlyARenewalSentAfterItIsNeeded() {
    assertThat(mayHold(OPEN_B, standing(B, E2, E2, null, 0))).isFalse();
  }

  @Test
  void aLeaseOfAnotherEpochDoesNotCount() {
    assertThat(mayHold(OPEN_B, standing(B, E2, E2, E1, 2_000))).isFalse();
  }

  @Test
  void aLeaseThatHasRunOutDoesNotCount() {
    assertThat(mayHold(OPEN_B, standing(B, E2, E2, E2, 1_000))).isFalse();
  }

  @Test
  void notBehindAClosedGateNorOneOpenedInAnotherName() {
    assertThat(mayHold(OPEN_B, standing(B, E2, null, E2, 2_000))).isFalse();
    assertThat(mayHold(OPEN_B, standing(B, E2, E1, E2, 2_000))).isFalse();
  }

  @Test
  void notAfterAPromiseToALaterEpoch() {
    assertThat(mayHold(OPEN_B, standing(B, E3, E2, E2, 2_000))).isFalse();
  }

  @Test
  void notTheFormerPrimaryWhateverItHas() {
    assertThat(mayHold(OPEN_B, standing(A, E1, E1, E1, 2_000))).isFalse();
    assertThat(mayHold(OPEN_B, standing(A, E2, E2, E2, 2_000))).isFalse();
  }

  @Test
  void theElectedNodeMayAskAroundBefore() {
    assertThat(VipPlan.comes(elected(), B)).isTrue();
    assertThat(VipPlan.comes(elected(), A)).isFalse();
    assertThat(VipPlan.comes(OPEN_B, B)).isTrue();
    assertThat(VipPlan.comes(States.electing(SyncSet.NOBODY), A)).isFalse();
    assertThat(VipPlan.comes(States.members(), A)).isFalse();
  }
}
