package io.saksi.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.saksi.agent.workload.Writer;
import io.saksi.proto.v1.ClusterStatus;
import org.junit.jupiter.api.Test;

@Story
class PrimaryPostmasterDiesTest {
  @Test
  void anotherNodeTakesOverAndTheOldPrimaryRejoins(TestCluster cluster) throws Exception {
    ClusterStatus before = cluster.awaitWhole();
    TestNode old = cluster.primary(before);
    var killed = Writer.now();

    old.killPostmaster();

    ClusterStatus after = cluster.awaitSuccessor(before);
    cluster.awaitAcknowledgement();
    Figures.withoutService("postmaster killed", cluster, killed);
    assertThat(after.getReign().getTimeline()).isGreaterThan(before.getReign().getTimeline());
    Incidents.Told told = Incidents.newest(cluster);
    told.isWithoutLoss();
    assertThat(told.text("kind")).isEqualTo("failover");
    assertThat(told.text("cause")).isEqualTo("POSTMASTER_DEAD");
    assertThat(told.text("from")).isEqualTo(old.name());
    assertThat(told.text("to")).isEqualTo(after.getReign().getPrimary());
    assertThat(told.phases()).contains("last-renewal", "begun", "elected", "fenced", "serving");
    ClusterStatus whole = cluster.awaitWhole();
    assertThat(whole.getSyncSet().getMembersList()).contains(old.name());
    assertThat(old.agent()).as("the agent had no reason to die").isPresent();
  }
}
