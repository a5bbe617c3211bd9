package io.saksi.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.saksi.agent.os.Signal;
import io.saksi.proto.v1.ClusterStatus;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A cluster of its own: what is lost here would be held against the others' stories. */
@Timeout(value = 8, unit = TimeUnit.MINUTES)
class FailoverIsForcedTest {
  @Test
  void whatIsLostWasAcceptedAndTheOldPrimaryWaitsForTheOperator() throws Exception {
    TestCluster.ofThree().tell(getClass(), FailoverIsForcedTest::tell);
  }

  private static void tell(TestCluster cluster) throws Exception {
    Operator operator = new Operator(cluster);
    assertThat(operator.run("mode", "sync-manual").code()).isZero();
    ClusterStatus before = cluster.awaitWhole();
    TestNode old = cluster.primary(before);
    TestNode target = cluster.node(before.getSyncSet().getMembers(0));
    TestNode other = cluster.node(before.getSyncSet().getMembers(1));
    assertThat(operator.run("failover", target.name(), "--accept-data-loss", "any").code())
        .as("the primary is connected")
        .isEqualTo(4);

    target.signalReceiver(Signal.SIGSTOP);
    cluster.awaitAcknowledgement();
    cluster.awaitAcknowledgement();
    old.kill();
    // Ended before it reads what the kernel has received for it: that is what will be lost.
    target.signalReceiver(Signal.SIGTERM);
    target.signalReceiver(Signal.SIGCONT);
    cluster
        .statuses()
        .await("the primary is silent", TestCluster.OPEN_WITHIN, s -> !Statuses.isLive(s, old));

    assertThat(operator.run("failover", target.name(), "--dry-run").said()).contains("loss: ");
    Run unasked = operator.run("failover", target.name());
    assertThat(unasked.code()).as(unasked.said()).isEqualTo(5);
    Run run = operator.run("failover", target.name(), "--accept-data-loss", "1073741824");
    assertThat(run.code()).as(run.said()).isZero();
    ClusterStatus after = cluster.awaitSuccessor(before);
    assertThat(after.getReign().getPrimary()).isEqualTo(target.name());
    cluster.awaitAcknowledgement();

    old.start();

    awaitSuspended(cluster, old);
    assertThat(operator.run("node", "resume", old.name()).code()).as("unconfirmed").isEqualTo(5);
    assertThat(operator.run("node", "resume", old.name(), "--yes").code()).isZero();
    if (isSuspended(cluster, other)) {
      assertThat(operator.run("node", "resume", other.name(), "--yes").code()).isZero();
    }
    cluster.awaitWhole();
    System.out.println(
        "FailoverIsForcedTest: accepted as lost: " + cluster.verify().lostCount() + " rows");
  }

  private static void awaitSuspended(TestCluster cluster, TestNode node) throws Exception {
    cluster
        .statuses()
        .await(
            node.name() + " is suspended",
            TestCluster.OPEN_WITHIN,
            s -> Statuses.suspended(s).contains(node.name()));
  }

  private static boolean isSuspended(TestCluster cluster, TestNode node) {
    return cluster
        .statuses()
        .newest()
        .map(s -> Statuses.suspended(s).contains(node.name()))
        .orElse(false);
  }
}
