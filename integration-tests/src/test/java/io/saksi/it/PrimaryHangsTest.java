package io.saksi.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.saksi.agent.os.Occupants;
import io.saksi.agent.os.ProcessInfo;
import io.saksi.agent.os.Signal;
import io.saksi.agent.os.Signals;
import io.saksi.agent.workload.Writer;
import io.saksi.proto.v1.ClusterStatus;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Every process of the primary's PostgreSQL is there, and none does anything. */
@Story
class PrimaryHangsTest {
  @Test
  void anotherNodeTakesOverFromAPrimaryThatIsStopped(TestCluster cluster) throws Exception {
    ClusterStatus before = cluster.awaitWhole();
    TestNode old = cluster.primary(before);
    var stopped = Writer.now();
    stop(old);

    ClusterStatus after = cluster.awaitSuccessor(before);
    cluster.awaitAcknowledgement();
    Figures.withoutService("PostgreSQL hung", cluster, stopped);

    assertThat(after.getReign().getTimeline()).isGreaterThan(before.getReign().getTimeline());
    ClusterStatus whole = cluster.awaitWhole();
    assertThat(whole.getSyncSet().getMembersList()).contains(old.name());
    assertThat(old.agent()).as("the agent had no reason to die").isPresent();
  }

  /** What has never answered this agent served before it came (chaos, seed 1919, fault 61). */
  @Test
  void anAgentThatFindsItHangingNoticesIt(TestCluster cluster) throws Exception {
    ClusterStatus before = cluster.awaitWhole();
    TestNode old = cluster.primary(before);
    stop(old);
    old.signalAgent(Signal.SIGKILL);

    cluster.awaitSuccessor(before);
    cluster.awaitAcknowledgement();
    cluster.awaitWhole();
  }

  private static void stop(TestNode node) throws Exception {
    List<ProcessInfo> processes = Occupants.of(node.data()).alive();
    // Whoever was forked meanwhile was forked by a postmaster that is stopped first.
    Signals.send(node.postmaster().orElseThrow().pid(), Signal.SIGSTOP);
    processes.forEach(process -> Signals.send(process.pid(), Signal.SIGSTOP));
  }
}
