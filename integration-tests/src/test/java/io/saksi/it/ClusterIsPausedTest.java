package io.saksi.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.saksi.proto.v1.ClusterStatus;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

@Story
class ClusterIsPausedTest {
  /** Far longer than a failover takes. */
  private static final Duration NOTHING_FOR = Duration.ofSeconds(8);

  @Test
  void nothingHappensToADeadPostmasterUntilItIsResumed(TestCluster cluster) throws Exception {
    ClusterStatus before = cluster.awaitWhole();
    TestNode old = cluster.primary(before);
    Operator operator = new Operator(cluster);
    assertThat(operator.run("pause", "--for", "10m").code()).as("without a reason").isEqualTo(2);
    assertThat(operator.run("pause", "--for", "10m", "--reason", "a test").code()).isZero();
    assertThat(operator.run("switchover").code()).as("while paused").isEqualTo(4);

    old.killPostmaster();

    long end = System.nanoTime() + NOTHING_FOR.toNanos();
    while (System.nanoTime() - end < 0) {
      cluster
          .statuses()
          .newest()
          .ifPresent(now ->
              assertThat(now.getReign())
                  .satisfies(reign -> {
                    assertThat(reign.getEpoch()).isEqualTo(before.getReign().getEpoch());
                    assertThat(reign.getPrimary()).isEqualTo(old.name());
                  }));
      TimeUnit.MILLISECONDS.sleep(200);
    }
    assertThat(old.hasPostgresProcesses()).as("PostgreSQL is left alone").isFalse();
    assertThat(operator.run("explain").said()).contains("paused: a test");

    assertThat(operator.run("resume").code()).isZero();

    cluster.awaitSuccessor(before);
    cluster.awaitAcknowledgement();
    cluster.awaitWhole();
    assertThat(operator.run("audit", "--last", "2").said()).contains("pause").contains("a test");
  }
}
