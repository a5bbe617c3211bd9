package io.saksi.it;

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

  /**
   * On a saturated machine the new agent may come too late for its lease, and another node takes
   * over: that is what a lease is for. What must hold in any case is that nothing acknowledged is
   * lost and that the cluster is whole again; what the kill did is printed.
   */
  @Test
  void nothingIsLostAndTheClusterIsWholeAgain(TestCluster cluster) throws Exception {
    System.out.println("measured: agent killed: " + effectOfAKill(cluster));
    cluster.awaitWhole();
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
    return unseen ? "no effect" : "connections were lost";
  }
}
