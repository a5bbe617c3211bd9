package io.saksi.core.decide;

import static io.saksi.core.States.E1;
import static io.saksi.core.States.E2;
import static io.saksi.core.States.after;
import static io.saksi.core.States.electing;
import static io.saksi.core.States.heard;
import static io.saksi.core.States.open;
import static io.saksi.core.States.renewed;
import static io.saksi.core.States.time;
import static org.assertj.core.api.Assertions.assertThat;

import io.saksi.core.States;
import io.saksi.core.Tuned;
import io.saksi.core.command.Command;
import io.saksi.core.model.Cause;
import io.saksi.core.model.FenceProof;
import io.saksi.core.model.Moment;
import io.saksi.core.model.Reign;
import io.saksi.core.model.Settings;
import io.saksi.core.model.SyncSet;
import io.saksi.core.state.ClusterState;
import io.saksi.core.view.ClusterView;
import io.saksi.property.Draw;
import io.saksi.property.Property;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LeaseProofTest {
  private static final SyncSet ONLY_B = SyncSet.any(1, List.of(States.B));
  private static final ClusterState RENEWED = renewed(open(ONLY_B));

  @Test
  void theLeaseHoldsUntilItsStretchedEnd() {
    ClusterView view = heard(RENEWED);
    // 3 s × 1.002 / 0.998 and the margin, after 9 s
    long end = 12_012 + RENEWED.settings().leaseMargin().toMillis();
    assertThat(LeaseProof.ranOut(RENEWED, E1, view, time(end))).isFalse();
    assertThat(LeaseProof.ranOut(RENEWED, E1, view, time(end + 1))).isTrue();
  }

  @Test
  void aShortenedLeaseWaitsForTheLongerOneThatWasGranted() {
    ClusterState shortened =
        after(
            open(ONLY_B),
            new Command.SetSettings(lasting(Duration.ofSeconds(10))),
            new Command.Renew(E1, 1, Duration.ofSeconds(10), Optional.empty()),
            new Command.SetSettings(lasting(Duration.ofSeconds(3))),
            new Command.Renew(E1, 2, Duration.ofSeconds(3), Optional.empty()));
    ClusterView view = heard(shortened);
    assertThat(LeaseProof.ranOut(shortened, E1, view, time(9_000 + 10_000))).isFalse();
    assertThat(LeaseProof.ranOut(shortened, E1, view, time(9_000 + 10_200))).isTrue();
  }

  private static Settings lasting(Duration ttl) {
    return Tuned.like(Settings.DEFAULT).lease(ttl).settings();
  }

  /** True time 0: sent. The leader applied it later, and waits by its own clock. */
  private record Clocks(long primaryRate, long leaderRate, long underWay) {}

  @Test
  void noClockWithinTheDriftStillShowsAnEarlierTimeThanTheDeadline() {
    long wait = 0;
    while (!LeaseProof.ranOut(RENEWED, E1, heard(RENEWED), time(9_000 + wait))) {
      wait++;
    }
    long waited = wait;
    Draw<Long> rate = Draw.longs(998, 1_002);
    Draw<Long> underWay = Draw.longs(0, 2_000);
    Property.holds(
        1_000,
        random -> new Clocks(rate.from(random), rate.from(random), underWay.from(random)),
        clocks -> {
          double trueTime = clocks.underWay + waited * 1_000.0 / clocks.leaderRate;
          assertThat(trueTime * clocks.primaryRate / 1_000).isGreaterThanOrEqualTo(3_000);
        });
  }

  @Test
  void aRenewalThatThisReplicaDidNotSeeMayRunOn() {
    ClusterView blind =
        new ClusterView(
            time(0), time(0), Map.of(), Optional.empty(), io.saksi.core.view.Sightings.NONE);
    assertThat(LeaseProof.ranOut(RENEWED, E1, blind, time(100_000))).isFalse();
  }

  @Test
  void anEarlierLeaseThatMayRunOnIsNotTakenAsNeverUsed() {
    ClusterState secondEnded =
        after(
            electing(SyncSet.NOBODY),
            new Command.Elect(
                E2, States.A, Reign.Accession.IN_PLACE, Optional.empty(), Map.of(), SyncSet.NOBODY),
            new Command.RecordFence(E1, FenceProof.SELF_FENCED),
            new Command.Open(E2, SyncSet.NOBODY, Optional.empty()),
            new Command.BeginFailover(E2, Cause.NODE_SILENT));
    ClusterView all = heard(secondEnded);
    ClusterView view =
        new ClusterView(all.leaderSince(), time(10_500), Map.of(), all.lease(), all.sightings());
    assertThat(Decider.decide(secondEnded, view, time(11_000))).isEmpty();
    assertThat(Decider.decide(secondEnded, view, time(12_500)))
        .containsExactly(new Command.RecordFence(E2, FenceProof.NEVER_OPEN));
  }

  /** I2: the new reign may hold a lease that this replica has not seen yet. */
  @Test
  void aLeaseOfAnotherEpochSaysNothingOfThisOne() {
    ClusterView all = heard(RENEWED);
    ClusterView second =
        new ClusterView(all.leaderSince(), time(12_500), Map.of(), all.lease(), all.sightings());
    assertThat(LeaseProof.ranOut(RENEWED, E1, second, time(13_000))).isTrue();
    assertThat(LeaseProof.ranOut(RENEWED, E2, second, time(13_000))).isFalse();
  }

  @Test
  void aReignWithoutARenewalIsWaitedForLikeOneThatWasRenewedAtItsBegin() {
    ClusterState never = open(ONLY_B);
    ClusterView view = heard(never);
    long end = 3_112_024_048L;
    assertThat(LeaseProof.ranOut(never, E1, view, new Moment(end))).isFalse();
    assertThat(LeaseProof.ranOut(never, E1, view, new Moment(end + 1))).isTrue();
  }
}
