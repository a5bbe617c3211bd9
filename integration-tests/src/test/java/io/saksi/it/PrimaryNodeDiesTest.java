package io.saksi.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.saksi.agent.workload.Writer;
import io.saksi.proto.v1.ClusterStatus;
import org.junit.jupiter.api.Test;

@Story
class PrimaryNodeDiesTest {
  @Test
  void anotherNodeTakesOverOnceTheLeaseHasRunOut(TestCluster cluster) throws Exception {
    ClusterStatus before = cluster.awaitWhole();
    TestNode old = cluster.primary(before);
    var killed = Writer.now();

    old.kill();

    cluster.awaitSuccessor(before);
    cluster.awaitAcknowledgement();
    Figures.withoutService("node killed", cluster, killed);
    assertThat(old.hasPostgresProcesses()).isFalse();

    old.start();

    ClusterStatus whole = cluster.awaitWhole();
    assertThat(whole.getSyncSet().getMembersList()).contains(old.name());
  }
}
