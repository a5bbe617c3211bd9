package io.saksi.core.decide;

import static io.saksi.core.States.A;
import static io.saksi.core.States.B;
import static io.saksi.core.States.C;
import static io.saksi.core.States.E1;
import static io.saksi.core.States.E2;
import static io.saksi.core.States.after;
import static io.saksi.core.States.at;
import static io.saksi.core.States.crashed;
import static io.saksi.core.States.electing;
import static io.saksi.core.States.following;
import static io.saksi.core.States.heard;
import static io.saksi.core.States.report;
import static io.saksi.core.States.revoked;
import static org.assertj.core.api.Assertions.assertThat;

import io.saksi.core.command.Command;
import io.saksi.core.model.Branch;
import io.saksi.core.model.Epoch;
import io.saksi.core.model.InstanceId;
import io.saksi.core.model.Lsn;
import io.saksi.core.model.NodeId;
import io.saksi.core.model.Position;
import io.saksi.core.model.SyncSet;
import io.saksi.core.model.Tags;
import io.saksi.core.state.ClusterState;
import io.saksi.core.view.Gate;
import io.saksi.core.view.NodeReport;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Who is counted from the first moment of a reign: those that can follow as they are. */
class ProposalTest {
  private static final ClusterState STATE = electing(SyncSet.any(1, List.of(B, C)));
  private static final SyncSet ONLY_C = SyncSet.any(1, List.of(C));
  private static final SyncSet ONLY_B = SyncSet.any(1, List.of(B));
  private static final Command NOSYNC =
      new Command.SetTags(C, new Tags(1, Optional.empty(), true, false));

  private static SyncSet followers(ClusterState state, Map<NodeId, Position> positions) {
    return Proposal.followers(state.informed(positions), B, B, positions);
  }

  @Test
  void whoIsNotAheadOfTheCandidateNeedsNoRewind() {
    assertThat(followers(STATE, Map.of(B, at(100), C, at(100)))).isEqualTo(ONLY_C);
    assertThat(followers(STATE, Map.of(B, at(100), C, at(101)))).isEqualTo(SyncSet.NOBODY);
    Position foreign = new Position(new Branch(1, new Epoch(9)), new Lsn(50));
    assertThat(followers(STATE, Map.of(B, at(100), C, foreign))).isEqualTo(SyncSet.NOBODY);
  }

  @Test
  void theFormerPrimaryIsLookedAtBeforeItIsCounted() {
    assertThat(followers(STATE, Map.of(A, at(100), B, at(100), C, at(90)))).isEqualTo(ONLY_C);
  }

  @Test
  void whoIsTaggedNosyncIsNotProposed() {
    Map<NodeId, Position> positions = Map.of(B, at(100), C, at(100));
    assertThat(followers(after(STATE, NOSYNC), positions)).isEqualTo(SyncSet.NOBODY);
  }

  private static SyncSet afterRestart(ClusterState state, NodeReport c) {
    return Proposal.afterRestart(
        state, A, heard(state, report(A, E2, revoked(5)), report(B, E2, revoked(5)), c), E2);
  }

  @Test
  void aRestartInPlaceIsFollowedByWhoPromisedAndIsOnItsBranch() {
    SyncSet both = SyncSet.any(1, List.of(B, C));
    assertThat(afterRestart(STATE, report(C, E2, revoked(9)))).isEqualTo(both);
    assertThat(afterRestart(STATE, report(C, E1, revoked(9)))).isEqualTo(ONLY_B);
    assertThat(afterRestart(STATE, report(C, E2, crashed()))).isEqualTo(ONLY_B);
    assertThat(afterRestart(STATE, report(C, E2, following(A, "c", 2, 9)))).isEqualTo(ONLY_B);
    assertThat(afterRestart(after(STATE, NOSYNC), report(C, E2, revoked(9)))).isEqualTo(ONLY_B);
    NodeReport other =
        new NodeReport(
            C,
            E2,
            Optional.of(new InstanceId("other")),
            revoked(9),
            Gate.CLOSED,
            Optional.empty(),
            1,
            List.of());
    assertThat(afterRestart(STATE, other)).isEqualTo(ONLY_B);
  }
}
