package io.saksi.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.saksi.agent.workload.Writer;
import io.saksi.proto.v1.ClusterStatus;
import org.junit.jupiter.api.Test;

@Story
class PrimaryIsStoppedCleanlyTest {
  @Test
  void anotherNodeTakesOverAndTheStoppedOneRejoins(TestCluster cluster) throws Exception {
    ClusterStatus before = cluster.awaitWhole();
    TestNode old = cluster.primary(before);
    var told = Writer.now();

    assertThat(old.stop()).as("the guard's exit status").isZero();

    assertThat(old.hasPostgresProcesses()).isFalse();
    cluster.awaitSuccessor(before);
    cluster.awaitAcknowledgement();
    Figures.withoutService("node stopped", cluster, told);

    old.start();

    ClusterStatus whole = cluster.awaitWhole();
    assertThat(whole.getSyncSet().getMembersList()).contains(old.name());
  }
}
