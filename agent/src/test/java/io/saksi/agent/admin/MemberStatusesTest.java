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
import io.saksi.core.view.VipFacts;
import io.saksi.proto.v1.ClusterStatus;
import io.saksi.proto.v1.MemberRole;
import io.saksi.proto.v1.MemberStatus;
import io.saksi.proto.v1.ProblemStatus;
import io.saksi.wire.LeaderView;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
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
  void whatTheManualAdvisesIsAdvisedInTheStatusToo() throws Exception {
    List<String> rows =
        Files.readAllLines(Path.of("..", "docs", "postgresql.md")).stream()
            .dropWhile(line -> !line.equals("## What status may say of a node's PostgreSQL"))
            .filter(line -> line.startsWith("| `") && !line.startsWith("| `ACTION_FAILED`"))
            .map(line -> line.substring(3, line.indexOf('`', 3)))
            .toList();
    assertThat(rows)
        .containsExactlyInAnyOrderElementsOf(
            Arrays.stream(OwnCode.values()).map(Enum::name).toList());
    for (String code : rows) {
      MemberStatus status =
          status(Gate.CLOSED, new Postgres.Busy("x"), List.of(code + ": it is so"));
      assertThat(status.getProblemsList())
          .filteredOn(problem -> problem.getCode().equals(code))
          .singleElement()
          .satisfies(problem -> assertThat(problem.getRemedy()).as(code).endsWith("."));
    }
  }

  @Test
  void aBusyNodeBehindAClosedGateJoins() {
    MemberStatus status = status(Gate.CLOSED, new Postgres.Busy("cloning"));
    assertThat(status.getRole()).isEqualTo(MemberRole.MEMBER_ROLE_JOINING);
  }

  /** After a failover its successor has it: it is on one node, though two say so. */
  @Test
  void whatASilentNodeHeldIsNotCounted() {
    Duration silent = Settings.DEFAULT.silence().plusMillis(1);
    assertThat(withHolders(silent).getVirtualAddresses(0).getHoldersList()).containsExactly("b");
    assertThat(withHolders(silent).getProblemsList()).isEmpty();
    assertThat(withHolders(Duration.ZERO).getProblemsList())
        .extracting(io.saksi.proto.v1.ProblemStatus::getCode)
        .containsExactly("VIP_HELD_TWICE");
  }

  private static ClusterStatus withHolders(Duration ageOfTheFirst) {
    Member member = new Member(A, AT, AT, Optional.of(AT), Optional.empty(), 100);
    ClusterState state =
        ClusterState.create(
            new Command.CreateCluster(new ClusterId("shop", "id"), Settings.DEFAULT, member));
    LeaderView view =
        new LeaderView(
            A,
            1,
            1,
            Epoch.NONE,
            1,
            List.of(
                new LeaderView.Seen(holder(A), ageOfTheFirst),
                new LeaderView.Seen(holder(new NodeId("b")), Duration.ZERO)));
    ClusterStatus.Builder status = ClusterStatus.newBuilder();
    new MemberStatuses(
            state,
            Optional.of(new Picture(view, NOW)),
            NOW,
            new StatusSource.Raft(Optional.of("a"), 1, List.of("a")))
        .addTo(status);
    return status.build();
  }

  private static NodeReport holder(NodeId node) {
    VipFacts.Address held =
        new VipFacts.Address("10.0.0.100", VipFacts.Role.WRITE, "", true, Optional.empty());
    return new NodeReport(
            node,
            Epoch.NONE,
            Optional.empty(),
            new Postgres.Busy("starting"),
            Gate.WRITE,
            Optional.empty(),
            1,
            List.of())
        .with(new VipFacts(List.of(held), Set.of(), 0, false));
  }
}
