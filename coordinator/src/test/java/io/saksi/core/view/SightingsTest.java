package io.saksi.core.view;

import static io.saksi.core.States.A;
import static io.saksi.core.States.E1;
import static io.saksi.core.States.E2;
import static io.saksi.core.States.crashed;
import static io.saksi.core.States.primary;
import static io.saksi.core.States.sender;
import static io.saksi.core.States.time;
import static org.assertj.core.api.Assertions.assertThat;

import io.saksi.core.States;
import io.saksi.core.model.Lsn;
import io.saksi.core.state.ClusterState;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The fold over reports by which the leader knows since when a standby is there, or gone. */
class SightingsTest {
  private static final Postgres WITH_B = primary(E1, 1, 50, List.of(sender("b", 50)), 1);
  private static final Postgres ALONE = primary(E1, 1, 50, List.of(), 1);

  private static Sightings seen(Sightings before, Postgres primary, List<String> wanted, long at) {
    return before.next(E1, primary, wanted, time(at));
  }

  /** Found by the simulation, seed 1541: the sync set went back and forth until it was full. */
  @Test
  void aStandbyThatIsCountedAgainWasNotGoneAllTheWhileBefore() {
    Sightings lost = seen(Sightings.NONE, ALONE, List.of("b"), 1_000);
    assertThat(lost.goneSince()).isEqualTo(Map.of("b", time(1_000)));
    Sightings notCounted = seen(lost, ALONE, List.of(), 2_000);
    assertThat(notCounted.goneSince()).isEmpty();
    Sightings countedAgain = seen(notCounted, ALONE, List.of("b"), 9_000);
    assertThat(countedAgain.goneSince()).isEqualTo(Map.of("b", time(9_000)));
  }

  @Test
  void aStandbyThatStaysAwayIsGoneSinceItWasFirstMissed() {
    Sightings there = seen(Sightings.NONE, WITH_B, List.of("b"), 1_000);
    assertThat(there.goneSince()).isEmpty();
    Sightings gone = seen(there, ALONE, List.of("b"), 2_000);
    assertThat(seen(gone, ALONE, List.of("b"), 5_000).goneSince())
        .isEqualTo(Map.of("b", time(2_000)));
    assertThat(seen(gone, WITH_B, List.of("b"), 6_000).goneSince()).isEmpty();
  }

  @Test
  void aBreakStartsTheTimeOfStreamingAnew() {
    Sightings first = seen(Sightings.NONE, WITH_B, List.of(), 1_000);
    assertThat(seen(first, WITH_B, List.of(), 4_000).streamingSince())
        .isEqualTo(Map.of("b", time(1_000)));
    Sightings broken = seen(first, ALONE, List.of(), 4_000);
    assertThat(seen(broken, WITH_B, List.of(), 5_000).streamingSince())
        .isEqualTo(Map.of("b", time(5_000)));
  }

  @Test
  void whoClaimsMoreThanItWasSentOrDoesNotStreamIsNotThere() {
    Postgres.Sender liar = new Postgres.Sender("b", true, new Lsn(1), new Lsn(2));
    Postgres.Sender catchingUp = new Postgres.Sender("c", false, new Lsn(1), new Lsn(1));
    Sightings seen =
        seen(Sightings.NONE, primary(E1, 1, 50, List.of(liar, catchingUp), 1), List.of("b"), 1);
    assertThat(seen.streamingSince()).isEmpty();
    assertThat(seen.goneSince()).containsOnlyKeys("b");
  }

  @Test
  void anotherEpochBeginsAnewButForgetsNoLoss() {
    Sightings lost =
        seen(seen(Sightings.NONE, WITH_B, List.of("b"), 1_000), ALONE, List.of("b"), 2_000);
    Sightings next = lost.next(E2, primary(E2, 2, 60, List.of(), 2), List.of(), time(3_000));
    assertThat(next.leadingSince()).contains(time(3_000));
    assertThat(next.goneSince()).isEmpty();
    assertThat(next.losses()).isEqualTo(Map.of("b", 1));
  }

  @Test
  void whatIsNoPrimaryOfTheEpochSaysNothing() {
    Sightings first = seen(Sightings.NONE, WITH_B, List.of("b"), 1_000);
    assertThat(seen(first, crashed(), List.of("b"), 2_000)).isEqualTo(first);
    assertThat(seen(first, primary(E2, 2, 1, List.of(), 1), List.of("b"), 2_000)).isEqualTo(first);
  }

  /** The same view gives the same decision on every machine. */
  @Test
  void reportsAreLookedAtInTheOrderOfNames() {
    ClusterState state = States.open(io.saksi.core.model.SyncSet.NOBODY);
    Map<io.saksi.core.model.NodeId, ClusterView.Received> unordered =
        new java.util.LinkedHashMap<>();
    for (var node : List.of(States.C, A, States.B)) {
      unordered.put(
          node, new ClusterView.Received(States.report(node, E1, crashed()), time(10_000)));
    }
    ClusterView view =
        new ClusterView(time(0), time(0), unordered, Optional.empty(), Sightings.NONE);
    assertThat(view.received().keySet()).containsExactly(A, States.B, States.C);
    assertThat(view).isEqualTo(States.heard(state, reversed(view)));
  }

  private static NodeReport[] reversed(ClusterView view) {
    return List.copyOf(view.received().values()).reversed().stream()
        .map(ClusterView.Received::report)
        .toArray(NodeReport[]::new);
  }
}
