package io.saksi.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.saksi.agent.os.ProcessInfo;
import io.saksi.agent.os.Signal;
import io.saksi.proto.v1.ClusterStatus;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The hung agent: it can neither renew nor close; its guard has to. */
@Story
class PrimaryAgentIsStoppedTest {
  private static final Duration LEASE_ENDS_WITHIN = Duration.ofSeconds(10);
  private static final Duration AGENT_IS_BACK_WITHIN = Duration.ofSeconds(30);
  private static final Duration PROBED_AFTERWARDS = Duration.ofSeconds(2);

  @Test
  void guardClosesTheOldPrimaryBeforeAnotherNodeOpens(TestCluster cluster) throws Exception {
    ClusterStatus before = cluster.awaitWhole();
    TestNode old = cluster.primary(before);
    ProcessInfo agent = old.agent().orElseThrow();
    ProcessInfo postmaster = old.postmaster().orElseThrow();
    try (Prober prober = Prober.start(cluster)) {
      old.signalAgent(Signal.SIGSTOP);
      ClusterStatus after = cluster.awaitSuccessor(before);
      TestNode successor = cluster.primary(after);
      prober.awaitWriteOn(successor.name());
      TimeUnit.NANOSECONDS.sleep(PROBED_AFTERWARDS.toNanos());
      prober.requireOneOpenPrimary();
      Await.until(
          "every process of the old PostgreSQL is dead",
          LEASE_ENDS_WITHIN,
          () -> !old.hasPostgresProcesses());
      // Its guard waits no longer than it must, and starts a fresh one.
      Await.until(
          "another agent",
          AGENT_IS_BACK_WITHIN,
          () -> old.agent().map(now -> !now.isSameAs(agent)).orElse(false));
      ClusterStatus whole = cluster.awaitWhole();
      assertThat(whole.getSyncSet().getMembersList()).contains(old.name());
      assertThat(old.postmaster().orElseThrow().isSameAs(postmaster)).isFalse();
      prober.requireOneOpenPrimary();
    }
  }
}
