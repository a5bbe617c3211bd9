package io.saksi.core.decide;

import static io.saksi.core.States.A;
import static io.saksi.core.States.B;
import static io.saksi.core.States.C;
import static io.saksi.core.States.E1;
import static io.saksi.core.States.E2;
import static io.saksi.core.States.after;
import static io.saksi.core.States.elected;
import static io.saksi.core.States.fenced;
import static io.saksi.core.States.following;
import static io.saksi.core.States.heard;
import static io.saksi.core.States.instance;
import static io.saksi.core.States.open;
import static io.saksi.core.States.primary;
import static io.saksi.core.States.renewed;
import static io.saksi.core.States.report;
import static io.saksi.core.States.sender;
import static io.saksi.core.States.time;
import static io.saksi.core.States.view;
import static org.assertj.core.api.Assertions.assertThat;

import io.saksi.core.Tuned;
import io.saksi.core.command.Command;
import io.saksi.core.model.InstanceId;
import io.saksi.core.model.Lsn;
import io.saksi.core.model.Moment;
import io.saksi.core.model.Reign;
import io.saksi.core.model.Settings;
import io.saksi.core.model.SyncSet;
import io.saksi.core.plan.Action;
import io.saksi.core.plan.NodePlanner;
import io.saksi.core.state.ClusterState;
import io.saksi.core.view.ClusterView;
import io.saksi.core.view.Gate;
import io.saksi.core.view.NodeReport;
import io.saksi.core.view.Postgres;
import io.saksi.core.view.Sightings;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** {@code exposed: block}: decision record 0010. */
class BlockTest {
  private static final SyncSet ONLY_B = SyncSet.any(1, List.of(B));
  private static final Moment NOW = time(10_100);

  private static ClusterState blocking(ClusterState state) {
    Settings block = Tuned.like(state.settings()).exposedAllowed(false).settings();
    return after(state, new Command.SetSettings(block));
  }

  private static ClusterState openedWithNobody() {
    return after(
        blocking(fenced(elected())),
        new Command.Open(E2, SyncSet.NOBODY, Optional.of(new Lsn(100))));
  }

  @Test
  void whoIsOpenWithNobodyKeepsItsGateClosed() {
    ClusterState state = openedWithNobody();
    long entry = state.inForce().getLast().id();
    Postgres leads = primary(E2, 2, 110, List.of(), entry);
    assertThat(NodePlanner.plan(state, view(B, E2, leads, Gate.CLOSED), time(1_000))).isEmpty();
    assertThat(NodePlanner.plan(state, view(B, E2, leads, Gate.WRITE), time(1_000)))
        .contains(new Action.SetGate(E2, Gate.CLOSED));
  }

  @Test
  void theGateOpensOnceAStandbyHasAll() {
    ClusterState state =
        after(openedWithNobody(), new Command.AppendSet(E2, SyncSet.any(1, List.of(C))));
    long entry = state.inForce().getLast().id();
    Postgres waits = primary(E2, 2, 110, List.of(sender("c", 109)), entry);
    assertThat(NodePlanner.plan(state, view(B, E2, waits, Gate.CLOSED), time(1_000))).isEmpty();
    Postgres gathered = primary(E2, 2, 110, List.of(sender("c", 110)), entry);
    assertThat(NodePlanner.plan(state, view(B, E2, gathered, Gate.CLOSED), time(1_000)))
        .contains(new Action.SetGate(E2, Gate.WRITE));
  }

  private static Optional<Command> decided(ClusterState state, NodeReport... reports) {
    return Decider.decide(state, heard(state, reports), NOW).stream().findFirst();
  }

  private static NodeReport withData(String instance) {
    NodeReport plain = report(B, E1, following(A, "b__join", 1, 100));
    return new NodeReport(
        B,
        E1,
        Optional.of(new InstanceId(instance)),
        plain.postgres(),
        Gate.CLOSED,
        Optional.empty(),
        1,
        List.of());
  }

  /** It can be recorded and counted anew only once nobody counts on the data that it had. */
  @Test
  void aMemberWithOtherDataIsTakenOutThoughNobodyIsLeft() {
    ClusterState state = blocking(renewed(open(ONLY_B)));
    Moment lost = time(1_000);
    NodeReport leads = report(A, E1, primary(E1, 1, 100, List.of(), 2));
    ClusterView view = heard(state, leads, withData("new"));
    ClusterView gone =
        new ClusterView(
            view.leaderSince(),
            view.reignSince(),
            view.received(),
            view.lease(),
            new Sightings(E1, Optional.of(lost), Map.of(), Map.of("b", lost)));
    assertThat(Decider.decide(state, gone, NOW))
        .contains(new Command.AppendSet(E1, SyncSet.NOBODY));
    ClusterView same = heard(state, leads, withData(instance(B).value()));
    ClusterView away =
        new ClusterView(
            same.leaderSince(), same.reignSince(), same.received(), same.lease(), gone.sightings());
    assertThat(Decider.decide(state, away, NOW)).isEmpty();
  }

  private static ClusterView seen(ClusterView view, Sightings sightings) {
    return new ClusterView(
        view.leaderSince(), view.reignSince(), view.received(), view.lease(), sightings);
  }

  /** With the data of one of two gone, the other alone cannot be told to have everything. */
  @Test
  void aListThatElectsNobodyIsGivenUp() {
    ClusterState state = blocking(renewed(open(SyncSet.any(1, List.of(B, C)))));
    Moment lost = time(1_000);
    Sightings away = new Sightings(E1, Optional.of(lost), Map.of(), Map.of("b", lost, "c", lost));
    NodeReport leads = report(A, E1, primary(E1, 1, 100, List.of(), 2));
    assertThat(Decider.decide(state, seen(heard(state, leads, withData("new")), away), NOW))
        .contains(new Command.AppendSet(E1, SyncSet.NOBODY));
    NodeReport intact = withData(instance(B).value());
    assertThat(Decider.decide(state, seen(heard(state, leads, intact), away), NOW)).isEmpty();
    NodeReport plain = withData("new");
    NodeReport busy =
        new NodeReport(
            B,
            E1,
            plain.instance(),
            new Postgres.Busy("clone"),
            Gate.CLOSED,
            Optional.empty(),
            1,
            List.of());
    assertThat(Decider.decide(state, seen(heard(state, leads, busy), away), NOW))
        .as("it is not known yet what it will have")
        .isEmpty();
  }

  /**
   * The last entry waits for who is gone; B streams by its own name, for an earlier one counts it.
   */
  @Test
  void whoIsStillCountedByAnEarlierEntryIsCountedAgainUnderItsOwnName() {
    ClusterState state =
        after(
            blocking(renewed(open(SyncSet.any(1, List.of(B, C))))),
            new Command.AppendSet(E1, SyncSet.any(1, List.of(C))));
    Moment since = time(1_000);
    Sightings sightings =
        new Sightings(E1, Optional.of(since), Map.of("b", since), Map.of("c", since));
    NodeReport leads = report(A, E1, primary(E1, 1, 100, List.of(sender("b", 100)), 3));
    NodeReport follows = report(B, E1, following(A, "b", 1, 100));
    assertThat(Decider.decide(state, seen(heard(state, leads, follows), sightings), NOW))
        .contains(new Command.AppendSet(E1, ONLY_B));
  }

  @Test
  void anElectedNodeOpensWithNobodyWhenItsSetDoesNotGather() {
    ClusterState state = blocking(fenced(elected()));
    long proposed = ((Reign.Elected) state.reign()).proposed().id();
    NodeReport leads = report(B, E2, primary(E2, 2, 110, List.of(), proposed));
    ClusterView view = heard(state, leads);
    ClusterView waited =
        new ClusterView(
            view.leaderSince(),
            view.reignSince(),
            view.received(),
            view.lease(),
            new Sightings(E2, Optional.of(time(1_000)), Map.of(), Map.of()));
    assertThat(decided(state, leads)).isEmpty();
    assertThat(Decider.decide(state, waited, NOW))
        .contains(new Command.Open(E2, SyncSet.NOBODY, Optional.empty()));
  }
}
