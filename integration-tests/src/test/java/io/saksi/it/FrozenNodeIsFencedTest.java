package io.saksi.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.saksi.agent.os.ProcessInfo;
import io.saksi.agent.os.ProcessTable;
import io.saksi.agent.os.Signal;
import io.saksi.agent.os.Signals;
import io.saksi.agent.workload.Writer;
import io.saksi.proto.v1.ClusterStatus;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A machine that stands still with all that is on it, guard and deputy too, and has left the
 * network. A fence agent turns it off, and nobody waits for its lease.
 */
@Timeout(value = 6, unit = TimeUnit.MINUTES)
class FrozenNodeIsFencedTest {
  private static final int PATIENT_MS = 10_000;

  @Test
  void successorOpensOnTheFenceAgentsWord() throws Exception {
    TestCluster.withFences().tell(getClass(), FrozenNodeIsFencedTest::tell);
  }

  private static void tell(TestCluster cluster) throws Exception {
    cluster.awaitWhole();
    // However busy this machine is: a fence agent that has to be started is sooner than that lease.
    Run patient = new Operator(cluster).run("settings", "profile=patient");
    assertThat(patient.code()).as(patient.said()).isZero();
    ClusterStatus before =
        cluster
            .statuses()
            .await(
                "every node can be fenced by another, under the longer lease",
                TestCluster.WHOLE_WITHIN,
                status ->
                    status.getLease().getTtlMs() >= PATIENT_MS
                        && status.getMembersList().stream()
                            .allMatch(m -> m.getFencesList().contains("fence-agent")));
    TestNode old = cluster.primary(before);
    List<ProcessInfo> processes = old.processes();
    cluster.power().plugIn(old.name(), processes);
    var frozen = Writer.now();
    freeze(processes);

    ClusterStatus after = cluster.awaitSuccessor(before);
    cluster.awaitAcknowledgement();
    Figures.withoutService("frozen node turned off by a fence agent", cluster, frozen);
    // Had the lease run out before, that would be the proof on record.
    assertThat(after.getReign().getPhaseDetail()).contains("fence agent");
    assertThat(cluster.power().actions()).containsOnlyOnce("off " + old.name());
    assertThat(old.hasPostgresProcesses()).isFalse();

    cluster.power().unplug(old.name());
    old.kill();
    old.start();
    cluster.awaitWhole();
    assertThat(cluster.verify().lost()).as("acknowledged rows that are lost").isEmpty();
  }

  /** What sends WAL ends: a standby takes an open connection for a living primary. */
  private static void freeze(List<ProcessInfo> processes) {
    processes.forEach(p -> Signals.send(p.pid(), Signal.SIGSTOP));
    processes.stream()
        .filter(p -> String.join(" ", ProcessTable.commandLine(p.pid())).contains("walsender"))
        .forEach(p -> Signals.send(p.pid(), Signal.SIGKILL));
  }
}
