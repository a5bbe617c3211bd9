package io.saksi.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.saksi.agent.os.Signal;
import io.saksi.agent.workload.Writer;
import io.saksi.proto.v1.ClusterStatus;
import org.junit.jupiter.api.Test;

@Story
class SwitchoverRollsBackTest {
  @Test
  void primaryGoesOnWhenTheCandidateDiesBeforeItIsElected(TestCluster cluster) throws Exception {
    ClusterStatus before = cluster.awaitWhole();
    String primary = before.getReign().getPrimary();
    TestNode target = cluster.node(before.getSyncSet().getMembers(0));
    var begun = Writer.now();
    // It cannot receive the tail, so that it dies at a known moment: nothing else is slow here.
    target.signalReceiver(Signal.SIGSTOP);

    Operator.Order order =
        new Operator(cluster).begin("switchover", "--to", target.name(), "--ignore-obstacles");
    order.awaitSaid("catching-up");
    target.kill();

    Run run = order.awaitEnd();
    assertThat(run.code()).as(run.said()).isEqualTo(6);
    assertThat(run.said()).contains("rolled back");
    cluster.awaitAcknowledgement();
    Figures.withoutService("switchover rolled back", cluster, begun);

    target.start();

    ClusterStatus whole = cluster.awaitWhole();
    assertThat(whole.getReign().getPrimary()).isEqualTo(primary);
    assertThat(whole.getReign().getEpoch()).isEqualTo(before.getReign().getEpoch());
  }
}
