package io.saksi.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.saksi.agent.os.Signal;
import io.saksi.proto.v1.ClusterStatus;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/**
 * Guard and agent of the primary die in the same moment, PostgreSQL lives. Nobody renews the lease,
 * and the guard's deputy keeps the deadline.
 */
@Story
class GuardAndAgentAreKilledTest {
  private static final Duration LEASE_ENDS_WITHIN = Duration.ofSeconds(10);
  private static final Duration PROBED_AFTERWARDS = Duration.ofSeconds(2);

  @Test
  void deputyClosesTheOldPrimaryBeforeAnotherNodeOpens(TestCluster cluster) throws Exception {
    ClusterStatus before = cluster.awaitWhole();
    TestNode old = cluster.primary(before);
    try (Prober prober = Prober.start(cluster)) {
      old.signalGuardAndAgent(Signal.SIGKILL);
      ClusterStatus after = cluster.awaitSuccessor(before);
      prober.awaitWriteOn(cluster.primary(after).name());
      TimeUnit.NANOSECONDS.sleep(PROBED_AFTERWARDS.toNanos());
      prober.requireOneOpenPrimary();
      Await.until(
          "every process of the old PostgreSQL is dead",
          LEASE_ENDS_WITHIN,
          () -> !old.hasPostgresProcesses());
      old.start();
      ClusterStatus whole = cluster.awaitWhole();
      assertThat(whole.getSyncSet().getMembersList()).contains(old.name());
      prober.requireOneOpenPrimary();
    }
  }
}
