package io.saksi.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.saksi.agent.os.ProcessInfo;
import io.saksi.agent.os.Signal;
import io.saksi.agent.workload.Writer;
import io.saksi.proto.v1.ClusterStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

@Story
class PrimaryAgentDiesTest {
  /** Twice the lease: a lease that nobody renewed would be over. */
  private static final Duration OBSERVED = Duration.ofSeconds(6);

  private static final Duration SETTLED_WITHIN = Duration.ofSeconds(30);
  private static final Duration BACK_WITHIN = Duration.ofSeconds(30);

  /**
   * On a saturated machine the new agent may come too late for its lease; that is what a lease is
   * for, and nothing is lost then either. So one kill without any effect is asked of this many.
   */
  private static final int KILLS = 3;

  @Test
  void nothingHappensToTheService(TestCluster cluster) throws Exception {
    List<String> effects = new ArrayList<>();
    while (effects.size() < KILLS && (effects.isEmpty() || !effects.getLast().isEmpty())) {
      effects.add(effectOfAKill(cluster));
    }
    assertThat(effects.getLast()).as("what the kills did: %s", effects).isEmpty();
  }

  private static String effectOfAKill(TestCluster cluster) throws Exception {
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
    if (after.getReign().getEpoch() != before.getReign().getEpoch()) {
      return "a failover";
    }
    boolean same = primary.postmaster().map(now -> now.isSameAs(postmaster)).orElse(false);
    if (!same) {
      return "another PostgreSQL process";
    }
    boolean unseen = cluster.writer().unknown() == unknown && cluster.events().size() == events;
    return unseen ? "" : "connections were lost";
  }
}
