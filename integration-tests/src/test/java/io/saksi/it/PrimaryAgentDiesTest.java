package io.saksi.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.saksi.agent.os.ProcessInfo;
import io.saksi.agent.os.Signal;
import io.saksi.agent.workload.Writer;
import io.saksi.proto.v1.ClusterStatus;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

@Story
class PrimaryAgentDiesTest {
  /** Twice the lease: a lease that nobody renewed would be over. */
  private static final Duration OBSERVED = Duration.ofSeconds(6);

  private static final Duration SETTLED_WITHIN = Duration.ofSeconds(30);
  private static final Duration BACK_WITHIN = Duration.ofSeconds(30);

  /** PostgreSQL goes on, and the next agent is there in time to keep its lease. */
  @Test
  void clientsNoticeNothing(TestCluster cluster) throws Exception {
    cluster.awaitWhole();
    // An agent that leads takes Raft's leadership with it, and the election is on the lease's time.
    ClusterStatus before =
        cluster
            .statuses()
            .await(
                "another node than the primary leads the Raft group",
                SETTLED_WITHIN,
                status -> !status.getRaft().getLeader().equals(status.getReign().getPrimary()));
    TestNode primary = cluster.primary(before);
    ProcessInfo agent = primary.agent().orElseThrow();
    ProcessInfo postmaster = primary.postmaster().orElseThrow();
    long unknown = cluster.writer().unknown();
    int events = cluster.events().size();
    var killed = Writer.now();

    primary.signalAgent(Signal.SIGKILL);

    Await.until(
        "a new agent runs",
        BACK_WITHIN,
        () -> primary.agent().filter(now -> !now.isSameAs(agent)).isPresent());
    TimeUnit.NANOSECONDS.sleep(OBSERVED.toNanos());
    ClusterStatus after = cluster.awaitWhole();
    Figures.withoutService("agent killed", cluster, killed);
    assertThat(after.getReign().getEpoch()).isEqualTo(before.getReign().getEpoch());
    assertThat(primary.postmaster().filter(now -> now.isSameAs(postmaster))).isPresent();
    assertThat(cluster.writer().unknown()).as("commits without an answer").isEqualTo(unknown);
    assertThat(cluster.events().subList(events, cluster.events().size()))
        .as("service lost and back")
        .isEmpty();
  }
}
