package io.saksi.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.saksi.proto.v1.ClusterStatus;
import io.saksi.proto.v1.MemberRole;
import io.saksi.proto.v1.MemberStatus;
import org.junit.jupiter.api.Test;

/** An operator works on the primary's node, and its successor dies meanwhile. */
@Story
class NodeIsMaintainedTest {
  @Test
  void itIsMovedOffLeftAloneNeverElectedAndVerifiedAfterwards(TestCluster cluster)
      throws Exception {
    ClusterStatus before = cluster.awaitWhole();
    String worked = before.getReign().getPrimary();
    Operator operator = new Operator(cluster);

    Run begun =
        operator.run("node", "maintenance", worked, "--for", "30m", "--reason", "a test", "--json");

    assertThat(begun.code()).as(begun.said()).isZero();
    assertThat(begun.said()).contains(worked + " is free until");
    assertThat(cluster.node(worked).hasPostgresProcesses()).isFalse();
    ClusterStatus moved = cluster.awaitSuccessor(before);
    MemberStatus member = member(moved, worked);
    assertThat(member.getRole()).isEqualTo(MemberRole.MEMBER_ROLE_MAINTENANCE);
    assertThat(member.getMaintenance().getReason()).isEqualTo("a test");
    assertThat(moved.getSyncSet().getMembersList()).doesNotContain(worked);

    String successor = moved.getReign().getPrimary();
    cluster.node(successor).killPostmaster();
    ClusterStatus third = cluster.awaitSuccessor(moved);
    assertThat(third.getReign().getPrimary()).isNotEqualTo(worked).isNotEqualTo(successor);
    assertThat(cluster.node(worked).hasPostgresProcesses()).as("it is the operator's").isFalse();

    Run ended = operator.run("node", "maintenance", worked, "--end", "--wait");

    assertThat(ended.code()).as(ended.said()).isZero();
    assertThat(ended.said()).contains(worked + " is back");
    assertThat(cluster.awaitWhole().getReign().getPrimary()).isNotEqualTo(worked);
    assertThat(operator.run("audit", "--last", "2").said())
        .contains("maintenance of " + worked)
        .contains("a test");
  }

  private static MemberStatus member(ClusterStatus status, String name) {
    return status.getMembersList().stream()
        .filter(m -> m.getName().equals(name))
        .findFirst()
        .orElseThrow();
  }
}
