package io.saksi.agent.cli.watch;

import static org.assertj.core.api.Assertions.assertThat;

import io.saksi.agent.cli.AgentAddress;
import io.saksi.proto.v1.ClusterStatus;
import io.saksi.proto.v1.MemberRole;
import io.saksi.proto.v1.MemberStatus;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The same event, heard from several agents a moment apart, is told once. */
class ChronicleTest {
  private static final AgentAddress A = AgentAddress.parse("127.0.0.1:1");
  private static final AgentAddress B = AgentAddress.parse("127.0.0.1:2");

  private final List<String> told = new ArrayList<>();
  private final Chronicle chronicle = new Chronicle(told::addAll);

  @Test
  void newReignIsToldByWhoeverKnowsItFirst() {
    chronicle.heard(A, status(5, 1, "open", "a", "running"));
    chronicle.heard(B, status(6, 2, "electing", "a", "running"));
    chronicle.heard(A, status(5, 1, "open", "a", "running"));
    chronicle.heard(A, status(6, 2, "electing", "a", "running"));
    assertThat(told.stream().filter(line -> line.startsWith("epoch 2"))).hasSize(1);
    assertThat(told.stream().filter(line -> line.startsWith("epoch 1"))).hasSize(1);
  }

  @Test
  void memberIsToldOfByOneAgentAsLongAsItKnows() {
    chronicle.heard(A, status(5, 1, "open", "a", "running"));
    chronicle.heard(A, status(5, 1, "open", "a", "stopped"));
    chronicle.heard(B, status(5, 1, "open", "a", "running"));
    chronicle.heard(A, status(5, 1, "open", "a", "stopped"));
    assertThat(told).filteredOn(line -> line.equals("a: primary, running")).hasSize(1);
    assertThat(told).filteredOn(line -> line.equals("a: primary, stopped")).hasSize(1);
  }

  @Test
  void anotherAgentGoesOnWhenTheFirstIsGone() {
    chronicle.heard(A, status(5, 1, "open", "a", "running"));
    chronicle.ended(A);
    chronicle.ended(A);
    chronicle.heard(B, status(5, 1, "open", "a", "stopped"));
    assertThat(told).contains("a: primary, stopped");
    assertThat(told).filteredOn(line -> line.endsWith(" is gone")).hasSize(1);
  }

  @Test
  void replayedLogIsNotTold() {
    ClusterStatus.Builder replayed = status(3, 1, "electing", "a", "running").toBuilder();
    replayed.getLeaderViewBuilder().setAvailable(false);
    chronicle.heard(A, replayed.build());
    assertThat(told).isEmpty();
    chronicle.heard(A, status(5, 2, "open", "a", "running"));
    assertThat(told).filteredOn(line -> line.startsWith("epoch")).hasSize(1);
  }

  @Test
  void agentThatWasNeverHeardIsNotGone() {
    chronicle.ended(A);
    assertThat(told).isEmpty();
  }

  @Test
  void memberThatANewLeaderHasNotHeardOfIsNoNews() {
    chronicle.heard(A, status(5, 1, "open", "a", "running"));
    ClusterStatus.Builder unheard = status(5, 1, "open", "a", "silent").toBuilder();
    unheard.getMembersBuilder(0).clearReportAgeMs();
    chronicle.heard(A, unheard.build());
    assertThat(told).noneMatch(line -> line.contains("silent"));
  }

  private static ClusterStatus status(
      long version, long epoch, String phase, String primary, String state) {
    ClusterStatus.Builder status = ClusterStatus.newBuilder().setStateVersion(version);
    status.getLeaderViewBuilder().setAvailable(true);
    status
        .getReignBuilder()
        .setEpoch(epoch)
        .setPhase(phase)
        .setPrimary(primary)
        .setOpen(phase.equals("open"));
    status.addMembers(
        MemberStatus.newBuilder()
            .setName(primary)
            .setRole(MemberRole.MEMBER_ROLE_PRIMARY)
            .setState(state)
            .setReportAgeMs(1));
    return status.build();
  }
}
