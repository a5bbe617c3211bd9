package io.saksi.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.saksi.proto.v1.ClusterStatus;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A cluster of the version before is upgraded, node by node: whoever leads whom, it serves, fails
 * over and switches over; what the older ones do not understand is refused until all are new.
 */
@Tag("previous")
@Timeout(value = 8, unit = TimeUnit.MINUTES)
class VersionsAreMixedTest {
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final String[] NEW = {"config", "set", "work_mem=7MB", "--reason", "a test"};

  @Test
  void nodeByNode() throws Exception {
    TestCluster.ofThePreviousBuild().tell(getClass(), cluster -> new Told(cluster).all());
  }

  private record Told(TestCluster cluster, Operator operator) {
    Told(TestCluster cluster) {
      this(cluster, new Operator(cluster));
    }

    void all() throws Exception {
      List<TestNode> order = standbysFirst();
      for (int upgraded = 0; upgraded < order.size(); upgraded++) {
        upgrade(order.get(upgraded));
        if (upgraded < order.size() - 1) {
          Run refused = operator.run(NEW);
          // By a leader of the version before, which does not know the order, or by the new state.
          assertThat(refused.code()).as(refused.said()).isIn(2, 4);
          assertThat(refused.said()).contains("older");
          switchOver();
          failOver();
        }
      }
      Await.until("what is new is taken", SOON, () -> operator.run(NEW).code() == 0);
      switchOver();
      assertThat(cluster.verify().lost()).isEmpty();
    }

    private List<TestNode> standbysFirst() throws Exception {
      TestNode primary = cluster.primary(cluster.awaitWhole());
      return cluster.nodes().stream()
          .sorted((a, b) -> Boolean.compare(a == primary, b == primary))
          .toList();
    }

    private void upgrade(TestNode node) throws Exception {
      node.stop();
      node.change(line -> line.by(Shipped.Build.CURRENT));
      node.start();
      cluster.awaitWhole();
      cluster.awaitAcknowledgement();
    }

    private void switchOver() throws Exception {
      ClusterStatus before = cluster.awaitWhole();
      Run run = operator.run("switchover");
      assertThat(run.code()).as(run.said()).isZero();
      cluster.awaitSuccessor(before);
      cluster.awaitAcknowledgement();
    }

    private void failOver() throws Exception {
      ClusterStatus before = cluster.awaitWhole();
      TestNode old = cluster.primary(before);
      old.kill();
      cluster.awaitSuccessor(before);
      cluster.awaitAcknowledgement();
      old.start();
      cluster.awaitWhole();
    }
  }
}
