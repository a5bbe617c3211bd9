package io.saksi.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.saksi.agent.workload.Writer;
import io.saksi.proto.v1.ClusterStatus;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;

/** Measured again and again with {@code -Dsaksi.switchovers=10}. */
@Story
class RolesAreSwitchedAsPlannedTest {
  @Test
  void theFormerPrimaryFollowsWithoutARewind(TestCluster cluster) throws Exception {
    int times = Integer.getInteger("saksi.switchovers", 1);
    for (int i = 0; i < times; i++) {
      switchOver(cluster);
    }
  }

  private static void switchOver(TestCluster cluster) throws Exception {
    ClusterStatus before = cluster.awaitWhole();
    TestNode former = cluster.primary(before);
    String target = before.getSyncSet().getMembers(0);
    long rewinds = rewinds(cluster, former);
    var begun = Writer.now();

    Run run = new Operator(cluster).run("switchover", "--to", target, "--reason", "a test");

    assertThat(run.code()).as(run.said()).isZero();
    assertThat(run.said()).contains("failover LSN").contains(target + " leads epoch");
    cluster.awaitAcknowledgement();
    Figures.withoutService("switchover", cluster, begun);
    Incidents.Told told = Incidents.newest(cluster);
    told.isWithoutLoss();
    assertThat(told.text("kind")).isEqualTo("switchover");
    assertThat(told.text("to")).isEqualTo(target);
    assertThat(told.phases()).startsWith("ordered", "shut-down", "begun").endsWith("serving");
    assertThat(told.json().getAsJsonArray("orders").get(0).getAsJsonObject().get("why"))
        .hasToString("\"a test\"");
    ClusterStatus whole = cluster.awaitWhole();
    assertThat(whole.getReign().getPrimary()).isEqualTo(target);
    assertThat(whole.getReign().getEpoch()).isEqualTo(before.getReign().getEpoch() + 1);
    assertThat(rewinds(cluster, former))
        .as("its WAL ended where the new timeline began")
        .isEqualTo(rewinds);
  }

  private static long rewinds(TestCluster cluster, TestNode node) throws Exception {
    return Files.readString(cluster.area().log(node.name() + "-agent"))
        .lines()
        .filter(line -> line.contains("begin Rewind") || line.contains("begin Clone"))
        .count();
  }
}
