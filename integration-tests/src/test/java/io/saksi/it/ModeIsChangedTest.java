package io.saksi.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.saksi.proto.v1.ClusterStatus;
import io.saksi.proto.v1.Mode;
import org.junit.jupiter.api.Test;

@Story
class ModeIsChangedTest {
  @Test
  void modesChangeOnlineAndRolesAreSwitchedInEach(TestCluster cluster) throws Exception {
    cluster.awaitWhole();
    Operator operator = new Operator(cluster);

    change(cluster, operator, "sync-manual", Mode.MODE_SYNC_MANUAL);
    assertThat(operator.run("switchover").code()).isZero();
    change(cluster, operator, "async", Mode.MODE_ASYNC);
    assertThat(operator.run("switchover").code()).isZero();
    change(cluster, operator, "sync-auto", Mode.MODE_SYNC_AUTO);

    cluster.awaitAcknowledgement();
    cluster.awaitWhole();
  }

  private static void change(TestCluster cluster, Operator operator, String mode, Mode wanted)
      throws Exception {
    Run run = operator.run("mode", mode, "--reason", "a test");
    assertThat(run.code()).as(run.said()).isZero();
    ClusterStatus status =
        cluster
            .statuses()
            .await(
                mode + " is in force",
                TestCluster.OPEN_WITHIN,
                s -> s.getSetsInForceList().stream().allMatch(set -> set.getMode() == wanted));
    assertThat(status.getMode()).isEqualTo(wanted);
  }
}
