package io.saksi.core.decide;

import static io.saksi.core.States.A;
import static io.saksi.core.States.B;
import static io.saksi.core.States.C;
import static io.saksi.core.States.E1;
import static io.saksi.core.States.after;
import static io.saksi.core.States.at;
import static io.saksi.core.States.following;
import static io.saksi.core.States.heard;
import static io.saksi.core.States.open;
import static io.saksi.core.States.primary;
import static io.saksi.core.States.renewed;
import static io.saksi.core.States.report;
import static io.saksi.core.States.sender;
import static io.saksi.core.States.time;
import static org.assertj.core.api.Assertions.assertThat;

import io.saksi.core.Tuned;
import io.saksi.core.command.Command;
import io.saksi.core.decide.check.StandbyFlapping;
import io.saksi.core.model.Mode;
import io.saksi.core.model.Moment;
import io.saksi.core.model.NodeId;
import io.saksi.core.model.Reign;
import io.saksi.core.model.Settings;
import io.saksi.core.model.SyncSet;
import io.saksi.core.model.Tags;
import io.saksi.core.plan.Action;
import io.saksi.core.plan.NodePlanner;
import io.saksi.core.state.ClusterState;
import io.saksi.core.view.ClusterView;
import io.saksi.core.view.Gate;
import io.saksi.core.view.Sightings;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Whom commits wait for, chosen from the healthy standbys. */
class SyncChoiceTest {
  private static final SyncSet BOTH = SyncSet.any(1, List.of(B, C));
  private static final Moment NOW = time(10_100);

  private static Tags in(String zone) {
    return new Tags(1, Optional.of(zone), false, false);
  }

  private static ClusterState zoned(SyncSet set, String ofA, String ofB, String ofC) {
    return after(
        renewed(open(set)),
        new Command.SetTags(A, in(ofA)),
        new Command.SetTags(B, in(ofB)),
        new Command.SetTags(C, in(ofC)));
  }

  /** Otherwise who waits until everybody follows again waits for good. */
  @Test
  void whoIsNeverCountedIsNotOnItsWay() {
    ClusterState zones = zoned(SyncSet.any(1, List.of(C)), "x", "x", "y");
    assertThat(LeftOut.is(zones, B)).as("another zone is preferred").isTrue();
    assertThat(LeftOut.is(zones, C)).as("counted").isFalse();
    assertThat(LeftOut.is(zoned(SyncSet.any(1, List.of(C)), "x", "y", "y"), B)).isFalse();
    assertThat(LeftOut.is(zoned(SyncSet.NOBODY, "x", "x", "y"), B)).as("nobody else").isFalse();
    ClusterState alone = renewed(open(SyncSet.any(1, List.of(C))));
    assertThat(LeftOut.is(alone, B)).as("about to be counted").isFalse();
    ClusterState tagged =
        after(alone, new Command.SetTags(B, new Tags(1, Optional.empty(), true, false)));
    assertThat(LeftOut.is(tagged, B)).isTrue();
    assertThat(LeftOut.is(after(alone, new Command.SetMode(Mode.ASYNC, Optional.empty())), B))
        .isTrue();
  }

  private static ClusterView all(ClusterState state, Sightings sightings, String b, String c) {
    long entry = state.inForce().getLast().id();
    ClusterView view =
        heard(
            state,
            report(A, E1, primary(E1, 1, 100, List.of(sender(b, 100), sender(c, 100)), entry)),
            report(B, E1, following(A, b, 1, 100)),
            report(C, E1, following(A, c, 1, 100)));
    return new ClusterView(
        view.leaderSince(), view.reignSince(), view.received(), view.lease(), sightings);
  }

  private static Sightings streaming(String... names) {
    Map<String, Moment> since = new TreeMap<>();
    List.of(names).forEach(name -> since.put(name, time(1_000)));
    return new Sightings(E1, Optional.of(time(0)), since, Map.of());
  }

  private static Optional<Command> decided(ClusterState state, Sightings seen, String b, String c) {
    return Decider.decide(state, all(state, seen, b, c), NOW).stream().findFirst();
  }

  @Test
  void standbysOfOtherZonesArePreferred() {
    ClusterState state = zoned(BOTH, "one", "one", "two");
    assertThat(decided(state, streaming("b", "c"), "b", "c"))
        .contains(new Command.AppendSet(E1, SyncSet.any(1, List.of(C))));
  }

  @Test
  void aStandbyOfTheSameZoneIsBetterThanNone() {
    ClusterState state = zoned(BOTH, "one", "one", "one");
    assertThat(decided(state, streaming("b", "c"), "b", "c")).isEmpty();
  }

  @Test
  void aNodeThatMayNotLeadIsCountedOnlyIfThereIsNoOther() {
    ClusterState state =
        after(
            renewed(open(BOTH)),
            new Command.SetTags(B, new Tags(0, Optional.empty(), false, false)));
    assertThat(decided(state, streaming("b", "c"), "b", "c"))
        .contains(new Command.AppendSet(E1, SyncSet.any(1, List.of(C))));
  }

  @Test
  void aNodeTaggedNosyncLeavesTheSet() {
    ClusterState state =
        after(
            renewed(open(BOTH)),
            new Command.SetTags(B, new Tags(1, Optional.empty(), true, false)));
    assertThat(decided(state, streaming("b", "c"), "b", "c"))
        .contains(new Command.AppendSet(E1, SyncSet.any(1, List.of(C))));
  }

  @Test
  void anotherModeIsAnotherEntryOfTheSameSet() {
    ClusterState state =
        after(renewed(open(BOTH)), new Command.SetMode(Mode.SYNC_MANUAL, Optional.empty()));
    assertThat(decided(state, streaming("b", "c"), "b", "c"))
        .contains(new Command.AppendSet(E1, BOTH));
  }

  @Test
  void aStandbyThatWasLostHasToStayForLongerEachTime() {
    ClusterState state = renewed(open(SyncSet.any(1, List.of(C))));
    Sightings usual = streaming("b__join", "c");
    Sightings lost =
        new Sightings(E1, usual.leadingSince(), usual.streamingSince(), Map.of(), Map.of("b", 3));
    assertThat(decided(state, usual, "b__join", "c")).contains(new Command.AppendSet(E1, BOTH));
    assertThat(decided(state, lost, "b__join", "c")).isEmpty();
    Sightings often =
        new Sightings(E1, usual.leadingSince(), usual.streamingSince(), Map.of(), Map.of("b", 99));
    assertThat(StandbyFlapping.stableFor(state, all(state, often, "b__join", "c"), B))
        .isEqualTo(Duration.ofMinutes(5));
  }

  @Test
  void aLossIsCountedOnceAndForgivenWhenItStays() {
    var with = primary(E1, 1, 100, List.of(sender("b", 100)), 1);
    var without = primary(E1, 1, 100, List.of(), 1);
    Sightings seen = Sightings.NONE;
    List<String> wanted = List.of("b");
    seen = seen.next(E1, with, wanted, time(0));
    seen = seen.next(E1, without, wanted, time(100));
    seen = seen.next(E1, without, wanted, time(200));
    assertThat(seen.losses()).isEqualTo(Map.of("b", 1));
    seen = seen.next(E1, with, wanted, time(300));
    seen = seen.next(E1, with, wanted, time(300 + 10 * 60_000));
    assertThat(seen.losses()).isEqualTo(Map.of("b", 1));
    seen = seen.next(E1, with, wanted, time(301 + 10 * 60_000));
    assertThat(seen.losses()).isEmpty();
  }

  @Test
  void blockedFromBeingExposedThePrimaryKeepsItsSetAndWaits() {
    ClusterState blocked = after(renewed(open(BOTH)), new Command.SetSettings(blocking()));
    Sightings gone =
        new Sightings(E1, Optional.of(time(0)), Map.of(), Map.of("b", time(0), "c", time(0)));
    assertThat(decided(blocked, gone, "x", "y")).isEmpty();
  }

  @Test
  void blockedFromBeingExposedNobodyWritesWhileNobodyIsCounted() {
    ClusterState alone = renewed(open(SyncSet.NOBODY));
    ClusterState blocked = after(alone, new Command.SetSettings(blocking()));
    assertThat(planned(alone)).contains(new Action.SetGate(E1, Gate.WRITE));
    assertThat(planned(blocked)).isEmpty();
  }

  private static Optional<Action> planned(ClusterState state) {
    NodeId self = A;
    var proven = primary(E1, 1, 100, List.of(), state.inForce().getLast().id());
    var view = io.saksi.core.States.view(self, E1, proven, Gate.CLOSED);
    return NodePlanner.plan(state, view, time(1_000)).stream().findFirst();
  }

  private static Settings blocking() {
    return Tuned.like(Settings.DEFAULT).exposedAllowed(false).settings();
  }

  private static final ClusterState CHANGED =
      after(renewed(open(BOTH)), new Command.AppendSet(E1, SyncSet.any(1, List.of(C))));

  private static Optional<Command> cared(long proof, long ofC, long at) {
    ClusterView view =
        heard(CHANGED, report(A, E1, primary(E1, 1, 100, List.of(sender("c", ofC)), proof)));
    return SyncCare.next(CHANGED, (Reign.Open) CHANGED.reign(), view, time(at));
  }

  /** Till then somebody may have acknowledged by the entries before it. */
  @Test
  void theListIsShortenedOnceItsLastEntryIsProvenAndGathered() {
    long last = CHANGED.inForce().getLast().id();
    Command confirm = new Command.ConfirmSet(E1, last, Optional.of(at(100)));
    assertThat(cared(last, 100, 10_100)).contains(confirm);
    assertThat(cared(last, 99, 10_100)).isNotEqualTo(Optional.of(confirm));
    assertThat(cared(last - 1, 100, 10_100)).isNotEqualTo(Optional.of(confirm));
  }

  @Test
  void byWhatASilentPrimarySaidLastNoSetIsChanged() {
    long last = CHANGED.inForce().getLast().id();
    assertThat(cared(last, 100, 11_001)).isEmpty();
  }
}
