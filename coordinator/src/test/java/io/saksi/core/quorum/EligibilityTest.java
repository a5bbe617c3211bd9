package io.saksi.core.quorum;

import static io.saksi.core.States.A;
import static io.saksi.core.States.B;
import static io.saksi.core.States.C;
import static io.saksi.core.States.at;
import static org.assertj.core.api.Assertions.assertThat;

import io.saksi.core.States;
import io.saksi.core.command.Command;
import io.saksi.core.model.Lsn;
import io.saksi.core.model.Mode;
import io.saksi.core.model.NodeId;
import io.saksi.core.model.Orders;
import io.saksi.core.model.Position;
import io.saksi.core.model.SyncSet;
import io.saksi.core.state.ClusterState;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What the naive models do not know: held nodes, strangers, and the bound on lag. */
class EligibilityTest {
  private static final SyncSet ANY_1 = SyncSet.any(1, List.of(B, C));

  private static Eligibility with(Map<NodeId, Position> positions, NodeId... held) {
    ClusterState state =
        Elections.with(
            List.of(ANY_1), positions, Optional.empty(), States.electing(SyncSet.NOBODY).history());
    Orders orders = Orders.NONE;
    for (NodeId node : held) {
      orders = orders.holding(node, new Orders.Hold(Orders.Kind.SUSPENDED, States.E1, "test"));
    }
    return new Eligibility(Elections.ordered(state, orders));
  }

  @Test
  void aHeldNodeIsNeverElectedWhateverItHas() {
    assertThat(with(Map.of(B, at(100), C, at(90))).of(B)).isTrue();
    assertThat(with(Map.of(B, at(100), C, at(90)), B).of(B)).isFalse();
    assertThat(with(Map.of(B, at(100), A, at(100)), B).of(B)).isFalse();
  }

  /** It may have left the history: that it is "not ahead" says nothing of what it acknowledged. */
  @Test
  void aHeldMembersPositionDoesNotCount() {
    assertThat(with(Map.of(B, at(100), C, at(90)), C).of(B)).isFalse();
    assertThat(with(Map.of(B, at(100), C, at(90)), C).missing(ANY_1, new Lsn(100))).isEqualTo(1);
  }

  @Test
  void whoIsNoMemberIsNotEligible() {
    NodeId stranger = new NodeId("stranger");
    assertThat(with(Map.of(stranger, at(200), A, at(100))).of(stranger)).isFalse();
  }

  @Test
  void withoutAnySetInForceNobodyIsEligibleByCounting() {
    ClusterState state =
        Elections.with(
            List.of(),
            Map.of(B, at(100)),
            Optional.empty(),
            States.electing(SyncSet.NOBODY).history());
    assertThat(new Eligibility(state).of(B)).isFalse();
  }

  @Test
  void theBoundOnLagCountsFromTheLastKnownEndOfThePrimarysWal() {
    assertThat(asyncWithBound(50).of(B)).isTrue();
    assertThat(asyncWithBound(49).of(B)).isFalse();
  }

  /** The primary said 150 with its last renewal; B has 100. */
  private static Eligibility asyncWithBound(long bound) {
    ClusterState open = States.open(SyncSet.NOBODY);
    ClusterState async =
        States.after(
            open,
            new Command.SetMode(Mode.ASYNC, Optional.of(bound)),
            new Command.AppendSet(States.E1, SyncSet.NOBODY));
    long entry = async.inForce().getLast().id();
    ClusterState ended =
        States.after(
            async,
            new Command.ConfirmSet(States.E1, entry, Optional.of(at(100))),
            new Command.Renew(
                States.E1, 1, async.settings().leaseTtl(), Optional.empty(), Optional.of(at(150))),
            new Command.BeginFailover(States.E1, io.saksi.core.model.Cause.NODE_SILENT));
    return new Eligibility(ended.informed(Map.of(B, at(100))));
  }
}
