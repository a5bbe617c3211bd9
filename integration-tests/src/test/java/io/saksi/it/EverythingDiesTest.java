package io.saksi.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.saksi.proto.v1.ClusterStatus;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

@Story
class EverythingDiesTest {
  @Test
  void clusterOpensByItselfWhateverTheOrderOfTheStarts(TestCluster cluster) throws Exception {
    ClusterStatus before = cluster.awaitWhole();
    List<TestNode> nodes = new ArrayList<>(cluster.nodes());

    killAtOnce(nodes);

    assertThat(nodes).noneMatch(TestNode::isRunning);
    Collections.reverse(nodes);
    for (TestNode node : nodes) {
      node.start();
    }
    cluster.awaitAcknowledgement();
    ClusterStatus whole = cluster.awaitWhole();
    assertThat(whole.getClusterId()).isEqualTo(before.getClusterId());
    // The former primary may also come back in place, within its reign.
    assertThat(whole.getReign().getEpoch()).isGreaterThanOrEqualTo(before.getReign().getEpoch());
  }

  private static void killAtOnce(List<TestNode> nodes) throws Exception {
    try (var killers = Executors.newThreadPerTaskExecutor(Thread.ofPlatform().factory())) {
      List<Future<Void>> kills = new ArrayList<>();
      for (TestNode node : nodes) {
        kills.add(
            killers.submit(() -> {
              node.kill();
              return null;
            }));
      }
      for (Future<Void> kill : kills) {
        kill.get();
      }
    }
  }
}
