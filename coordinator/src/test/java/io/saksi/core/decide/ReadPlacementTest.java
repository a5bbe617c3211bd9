package io.saksi.core.decide;

import static io.saksi.core.States.A;
import static io.saksi.core.States.B;
import static io.saksi.core.States.C;
import static io.saksi.core.States.E1;
import static io.saksi.core.States.following;
import static io.saksi.core.States.open;
import static io.saksi.core.States.primary;
import static io.saksi.core.States.time;
import static org.assertj.core.api.Assertions.assertThat;

import io.saksi.core.States;
import io.saksi.core.model.Lsn;
import io.saksi.core.model.Moment;
import io.saksi.core.model.NodeId;
import io.saksi.core.model.SyncSet;
import io.saksi.core.state.ClusterState;
import io.saksi.core.view.ClusterView;
import io.saksi.core.view.Gate;
import io.saksi.core.view.NodeReport;
import io.saksi.core.view.Postgres;
import io.saksi.core.view.Sightings;
import io.saksi.core.view.VipFacts;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ReadPlacementTest {
  private static final String R1 = "10.0.0.101";
  private static final String R2 = "10.0.0.102";
  private static final long LAG = 1_000;

  private final ClusterState state = open(SyncSet.any(1, List.of(B, C)));
  private final Map<NodeId, ClusterView.Received> received = new HashMap<>();
  private final Map<String, NodeId> held = new HashMap<>();
  private ReadPlacement placement = ReadPlacement.NONE;
  private Moment now = time(10_000);
  private boolean onPrimary;

  @BeforeEach
  void allReport() {
    reportAll();
  }

  private void reportAll() {
    report(A, primary(E1, 1, 100_000, List.of(), 0), Gate.WRITE);
    report(B, following(A, "b", 1, 100_000), Gate.READ);
    report(C, following(A, "c", 1, 100_000), Gate.READ);
  }

  private void report(NodeId node, Postgres postgres, Gate gate) {
    List<VipFacts.Address> addresses = new ArrayList<>();
    for (String group : List.of(R1, R2)) {
      addresses.add(
          new VipFacts.Address(
              group, VipFacts.Role.READ, group, node.equals(held.get(group)), Optional.empty()));
    }
    NodeReport plain = States.report(node, E1, postgres);
    NodeReport report =
        new NodeReport(node, E1, plain.instance(), postgres, gate, Optional.empty(), 1, List.of());
    received.put(
        node,
        new ClusterView.Received(
            report.with(new VipFacts(addresses, Set.of(), LAG, onPrimary)), now));
  }

  private Map<String, NodeId> decide() {
    ClusterView view =
        new ClusterView(time(0), time(0), received, Optional.empty(), Sightings.NONE);
    placement = placement.next(state, view, now);
    return placement.granted(state, view, now);
  }

  private void later(long millis) {
    now = time(now.nanos() / 1_000_000 + millis);
  }

  /** Nodes do at once what they are told, and say so. */
  private Map<String, NodeId> settle() {
    Map<String, NodeId> granted = decide();
    held.clear();
    held.putAll(granted);
    later(600);
    reportAll();
    return decide();
  }

  @Test
  void eachGroupHasAStandbyAndTheyAreSpread() {
    assertThat(decide()).isEqualTo(Map.of(R1, B, R2, C));
  }

  @Test
  void aHolderKeepsWhatItHas() {
    held.put(R1, C);
    held.put(R2, C);
    reportAll();
    assertThat(decide()).as("it is told so while it holds it").isEqualTo(Map.of(R1, C, R2, C));
    assertThat(settle()).isEqualTo(Map.of(R1, C, R2, C));
  }

  @Test
  void aLaggingHolderGivesItUpBeforeTheNextOneIsTold() {
    settle();
    later(250);
    reportAll();
    report(B, following(A, "b", 1, 100_000 - LAG - 1), Gate.READ);
    assertThat(decide()).as("b holds it yet").doesNotContainKey(R1);
    held.remove(R1);
    report(B, following(A, "b", 1, 100_000 - LAG - 1), Gate.READ);
    assertThat(decide()).as("what b was told may be on its way").doesNotContainKey(R1);
    later(500);
    reportAll();
    report(B, following(A, "b", 1, 100_000 - LAG - 1), Gate.READ);
    assertThat(decide()).as("not settled yet").doesNotContainKey(R1);
    later(1);
    reportAll();
    report(B, following(A, "b", 1, 100_000 - LAG - 1), Gate.READ);
    assertThat(decide()).containsEntry(R1, C);
  }

  @Test
  void itComesBackOnlyWellWithinTheBound() {
    report(B, following(A, "b", 1, 100_000 - LAG), Gate.READ);
    report(C, following(A, "c", 1, 100_000), Gate.READ);
    assertThat(decide()).isEqualTo(Map.of(R1, C, R2, C));
  }

  @Test
  void aClosedReadGateEndsIt() {
    settle();
    held.remove(R1);
    report(B, following(A, "b", 1, 100_000), Gate.CLOSED);
    decide();
    later(600);
    report(B, following(A, "b", 1, 100_000), Gate.CLOSED);
    report(C, following(A, "c", 1, 100_000), Gate.READ);
    assertThat(decide()).containsEntry(R1, C);
  }

  @Test
  void aSilentHolderIsWaitedForUntilItMustHaveLetGo() {
    settle();
    later(2_000);
    NodeReport silent = received.get(B).report();
    ClusterView.Received last = received.get(B);
    reportAll();
    received.put(B, last);
    assertThat(silent.vips().holds(R1)).isTrue();
    assertThat(decide()).doesNotContainKey(R1);
    later(ReadPlacement.LETS_GO_WITHIN.toMillis() - 2_000);
    reportAll();
    received.put(B, last);
    assertThat(decide()).as("it may hold it to the last moment").doesNotContainKey(R1);
    later(1);
    reportAll();
    received.put(B, last);
    assertThat(decide()).containsEntry(R1, C);
  }

  @Test
  void aNewLeaderWaitsForThoseItHasNotHeard() {
    received.remove(C);
    now = time(100);
    report(A, primary(E1, 1, 100_000, List.of(), 0), Gate.WRITE);
    report(B, following(A, "b", 1, 100_000), Gate.READ);
    assertThat(decide()).isEmpty();
  }

  @Test
  void thePrimaryOnlyWhereConfiguredAndNoStandbyCan() {
    received.remove(B);
    received.remove(C);
    later(ReadPlacement.LETS_GO_WITHIN.toMillis() + 1);
    report(A, primary(E1, 1, 100_000, List.of(), 0), Gate.WRITE);
    assertThat(decide()).isEmpty();
    onPrimary = true;
    report(A, primary(E1, 1, 100_000, List.of(), 0), Gate.WRITE);
    assertThat(decide()).isEqualTo(Map.of(R1, A, R2, A));
    settle();
    Map<String, NodeId> granted = settle();
    assertThat(granted.values()).as("a standby is back").doesNotContain(A);
  }

  private static Postgres cut(long lsn) {
    return new Postgres.Standby(
        1, new Lsn(lsn), new Lsn(lsn), Optional.of(new Postgres.Upstream(A, "b")), false);
  }

  @Test
  void aHolderKeepsItUpToTheBoundAndWhileItsReceiverStartsAgain() {
    settle();
    report(B, cut(100_000 - LAG), Gate.READ);
    assertThat(decide()).containsEntry(R1, B);
  }

  @Test
  void whoDidNotHoldItGetsItOnlyIfItStreamsAndIsWellWithinTheBound() {
    settle();
    held.remove(R1);
    for (Postgres tooFar : List.of(cut(100_000), following(A, "c", 1, 100_000 - LAG))) {
      report(B, following(A, "b", 1, 100_000), Gate.CLOSED);
      report(C, tooFar, Gate.READ);
      decide();
      assertThat(placement.chosen()).doesNotContainKey(R1);
    }
  }

  @Test
  void aPrimaryWhoseGateIsClosedHoldsNone() {
    onPrimary = true;
    received.remove(B);
    received.remove(C);
    later(ReadPlacement.LETS_GO_WITHIN.toMillis() + 1);
    report(A, primary(E1, 1, 100_000, List.of(), 0), Gate.CLOSED);
    assertThat(decide()).isEmpty();
  }

  @Test
  void aGroupIsGivenToWhoIsSetUpForItOnly() {
    ClusterView.Received plain = received.get(B);
    VipFacts.Address other =
        new VipFacts.Address(R2, VipFacts.Role.READ, R2, false, Optional.empty());
    received.put(
        B,
        new ClusterView.Received(
            plain.report().with(new VipFacts(List.of(other), Set.of(), LAG, false)), now));
    assertThat(decide()).isEqualTo(Map.of(R1, C, R2, B));
  }
}
