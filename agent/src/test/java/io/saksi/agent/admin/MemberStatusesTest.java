package io.saksi.agent.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.saksi.agent.cluster.Picture;
import io.saksi.core.command.Command;
import io.saksi.core.model.ClusterId;
import io.saksi.core.model.Endpoint;
import io.saksi.core.model.Epoch;
import io.saksi.core.model.Member;
import io.saksi.core.model.Moment;
import io.saksi.core.model.NodeId;
import io.saksi.core.model.Settings;
import io.saksi.core.state.ClusterState;
import io.saksi.core.view.Gate;
import io.saksi.core.view.NodeReport;
import io.saksi.core.view.Postgres;
import io.saksi.proto.v1.ClusterStatus;
import io.saksi.proto.v1.MemberRole;
import io.saksi.proto.v1.MemberStatus;
import io.saksi.proto.v1.ProblemStatus;
import io.saksi.wire.LeaderView;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MemberStatusesTest {
  private static final NodeId A = new NodeId("a");
  private static final Endpoint AT = new Endpoint("10.0.0.1", 7400);
  private static final Moment NOW = new Moment(1_000_000_000L);

  private static MemberStatus status(Gate gate, Postgres postgres) {
    return status(gate, postgres, List.of());
  }

  private static MemberStatus status(Gate gate, Postgres postgres, List<String> trouble) {
    Member member = new Member(A, AT, AT, Optional.of(AT), Optional.empty(), 100);
    ClusterState state =
        ClusterState.create(
            new Command.CreateCluster(new ClusterId("shop", "id"), Settings.DEFAULT, member));
    NodeReport report =
        new NodeReport(
            A, Epoch.NONE, Optional.empty(), postgres, gate, Optional.empty(), 1, trouble);
    LeaderView view =
        new LeaderView(A, 1, 1, Epoch.NONE, 1, List.of(new LeaderView.Seen(report, Duration.ZERO)));
    ClusterStatus.Builder status = ClusterStatus.newBuilder();
    new MemberStatuses(
            state,
            Optional.of(new Picture(view, NOW)),
            NOW,
            new StatusSource.Raft(Optional.of("a"), 1, List.of("a")))
        .addTo(status);
    return status.getMembers(0);
  }

  @Test
  void aPrimaryThatDoesNotAnswerItsAgentIsStillOneWhileItsGateIsOpen() {
    MemberStatus status = status(Gate.WRITE, new Postgres.Busy("not answering yet"));
    assertThat(status.getRole()).isEqualTo(MemberRole.MEMBER_ROLE_PRIMARY);
    assertThat(status.getState()).isEqualTo("not answering yet");
  }

  @Test
  void troubleWithACodeOfItsOwnIsShownUnderItAndOtherTroubleAsAFailedAction() {
    MemberStatus status =
        status(
            Gate.CLOSED,
            new Postgres.Busy("x"),
            List.of(
                "SLOT_LOST: one has lost WAL\nof two lines: yes",
                "Rewind: pg_rewind failed: CODE: no",
                "lower_case: no code",
                "A: too short to be one"));
    assertThat(status.getProblemsList().stream().map(ProblemStatus::getCode))
        .containsSubsequence("SLOT_LOST", "ACTION_FAILED", "ACTION_FAILED", "ACTION_FAILED");
    assertThat(status.getProblemsList().stream().map(ProblemStatus::getText))
        .contains("one has lost WAL\nof two lines: yes", "Rewind: pg_rewind failed: CODE: no");
  }

  @Test
  void aBusyNodeBehindAClosedGateJoins() {
    MemberStatus status = status(Gate.CLOSED, new Postgres.Busy("cloning"));
    assertThat(status.getRole()).isEqualTo(MemberRole.MEMBER_ROLE_JOINING);
  }
}
