package io.saksi.core.decide;

import static io.saksi.core.States.A;
import static io.saksi.core.States.B;
import static io.saksi.core.States.C;
import static io.saksi.core.States.E1;
import static io.saksi.core.States.E2;
import static io.saksi.core.States.electing;
import static io.saksi.core.States.fenced;
import static io.saksi.core.States.following;
import static io.saksi.core.States.heard;
import static io.saksi.core.States.instance;
import static io.saksi.core.States.report;
import static io.saksi.core.States.revoked;
import static io.saksi.core.States.time;
import static org.assertj.core.api.Assertions.assertThat;

import io.saksi.core.model.Epoch;
import io.saksi.core.model.InstanceId;
import io.saksi.core.model.NodeId;
import io.saksi.core.model.SyncSet;
import io.saksi.core.state.ClusterState;
import io.saksi.core.view.ClusterView;
import io.saksi.core.view.Gate;
import io.saksi.core.view.NodeReport;
import io.saksi.core.view.Postgres;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** For whose answer an election waits; B alone could be elected at once. */
class ChoiceTest {
  private static final ClusterState STATE = fenced(electing(SyncSet.any(2, List.of(B, C))));

  private static NodeReport c(Epoch promised, String instance, Postgres postgres) {
    return new NodeReport(
        C,
        promised,
        Optional.of(new InstanceId(instance)),
        postgres,
        Gate.CLOSED,
        Optional.empty(),
        1,
        List.of());
  }

  private static boolean waits(NodeReport c, long heardAt) {
    Map<NodeId, ClusterView.Received> received =
        new TreeMap<>(heard(STATE, report(B, E2, revoked(10))).received());
    received.put(C, new ClusterView.Received(c, time(heardAt)));
    ClusterView all = heard(STATE);
    ClusterView view =
        new ClusterView(all.leaderSince(), time(9_900), received, all.lease(), all.sightings());
    return Decider.decide(STATE, view, time(10_100)).isEmpty();
  }

  @Test
  void aRunningStandbyThatIsHeardIsAboutToPromiseAndToStopReceiving() {
    String data = instance(C).value();
    assertThat(waits(c(E1, data, revoked(12)), 10_000)).isTrue();
    assertThat(waits(c(E2, data, following(A, "c", 1, 12)), 10_000)).isTrue();
    assertThat(waits(c(E2, data, revoked(12)), 10_000)).as("it has answered").isFalse();
  }

  @Test
  void nobodyWaitsForWhoIsSilentIsDownOrHasOtherData() {
    String data = instance(C).value();
    assertThat(waits(c(E1, data, revoked(12)), 9_099)).isFalse();
    assertThat(waits(c(E1, data, new Postgres.Stopped(false, 1, Optional.empty())), 10_000))
        .isFalse();
    assertThat(waits(c(E1, "other", revoked(12)), 10_000)).isFalse();
  }
}
