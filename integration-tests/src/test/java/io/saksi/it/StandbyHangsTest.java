package io.saksi.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.saksi.agent.os.Occupants;
import io.saksi.agent.os.ProcessInfo;
import io.saksi.agent.os.Signal;
import io.saksi.agent.os.Signals;
import io.saksi.proto.v1.ClusterStatus;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Replication to a standby stalls: the sync set changes, and nobody fails over. */
@Story
class StandbyHangsTest {
  private static final Duration LEAVES_WITHIN = Duration.ofSeconds(40);

  @Test
  void thePrimaryGoesOnWithoutIt(TestCluster cluster) throws Exception {
    ClusterStatus before = cluster.awaitWhole();
    TestNode standby = cluster.node(before.getSyncSet().getMembersList().getFirst());
    List<ProcessInfo> processes = Occupants.of(standby.data()).alive();
    processes.forEach(process -> Signals.send(process.pid(), Signal.SIGSTOP));
    try {
      cluster
          .statuses()
          .await(
              "the standby leaves the sync set",
              LEAVES_WITHIN,
              status ->
                  status.getSetsInForceCount() == 1
                      && !status.getSyncSet().getMembersList().contains(standby.name()));
      cluster.awaitAcknowledgement();
    } finally {
      processes.forEach(process -> Signals.send(process.pid(), Signal.SIGCONT));
    }
    ClusterStatus whole = cluster.awaitWhole();
    assertThat(whole.getReign().getEpoch()).isEqualTo(before.getReign().getEpoch());
  }
}
