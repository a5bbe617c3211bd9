package io.saksi.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.saksi.agent.os.Signal;
import io.saksi.proto.v1.ClusterStatus;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** Nobody waits at a terminal, and who took the order is not there any more. */
@Story
class SwitchoverBeginsAtItsHourTest {
  private static final Duration AHEAD = Duration.ofSeconds(6);

  @Test
  void anotherLeaderBeginsWhatTheFirstOneTook(TestCluster cluster) throws Exception {
    ClusterStatus before = cluster.awaitWhole();
    String target = before.getSyncSet().getMembers(0);
    Operator operator = new Operator(cluster);
    Instant at = Instant.now().plus(AHEAD);

    Run run =
        operator.run(
            "switchover", "--to", target, "--at", at.toString(), "--reason", "a test", "--json");

    assertThat(run.code()).as(run.said()).isZero();
    assertThat(run.said()).contains("\"phase\": \"scheduled\"");
    ClusterStatus scheduled =
        cluster
            .statuses()
            .await("it is shown", TestCluster.OPEN_WITHIN, ClusterStatus::hasScheduledSwitchover);
    assertThat(scheduled.getScheduledSwitchover().getTarget()).isEqualTo(target);
    assertThat(scheduled.getReign().getEpoch()).isEqualTo(before.getReign().getEpoch());
    cluster.node(scheduled.getRaft().getLeader()).signalAgent(Signal.SIGKILL);

    ClusterStatus after = cluster.awaitSuccessor(before);

    assertThat(Instant.now()).isAfter(at);
    assertThat(after.getReign().getPrimary()).isEqualTo(target);
    assertThat(after.hasScheduledSwitchover()).isFalse();
    cluster.awaitAcknowledgement();
    Incidents.Told told = Incidents.newest(cluster);
    told.isWithoutLoss();
    assertThat(told.text("kind")).isEqualTo("switchover");
    assertThat(told.json().getAsJsonArray("orders").get(0).getAsJsonObject().get("why"))
        .hasToString("\"a test\"");
    cluster.awaitWhole();
  }
}
