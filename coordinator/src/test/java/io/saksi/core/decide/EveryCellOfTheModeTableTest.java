package io.saksi.core.decide;

import static io.saksi.core.States.A;
import static io.saksi.core.States.B;
import static io.saksi.core.States.C;
import static io.saksi.core.States.E1;
import static io.saksi.core.States.E2;
import static io.saksi.core.States.after;
import static io.saksi.core.States.at;
import static io.saksi.core.States.crashed;
import static io.saksi.core.States.following;
import static io.saksi.core.States.heard;
import static io.saksi.core.States.open;
import static io.saksi.core.States.renewed;
import static io.saksi.core.States.report;
import static io.saksi.core.States.revoked;
import static io.saksi.core.States.time;
import static org.assertj.core.api.Assertions.assertThat;

import io.saksi.core.command.Command;
import io.saksi.core.model.Cause;
import io.saksi.core.model.FenceProof;
import io.saksi.core.model.Lsn;
import io.saksi.core.model.Mode;
import io.saksi.core.model.Moment;
import io.saksi.core.model.NodeId;
import io.saksi.core.model.Reign;
import io.saksi.core.model.SyncEntry;
import io.saksi.core.model.SyncSet;
import io.saksi.core.quorum.ModeTable;
import io.saksi.core.state.ClusterState;
import io.saksi.core.view.ClusterView;
import io.saksi.core.view.NodeReport;
import io.saksi.core.view.Postgres;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What {@code saksi mode} says is possible is what the cluster does, cell by cell. */
class EveryCellOfTheModeTableTest {
  private static final SyncSet BOTH = SyncSet.any(1, List.of(B, C));
  private static final long BOUND = 50;

  /** Where the primary's WAL ended when it renewed last. */
  private static final long END = 400;

  private static final Moment NOW = time(10_100);

  /** Long after everything: the lease has run out too. */
  private static final Moment LATER = time(60_000);

  private static ModeTable.Row row(Mode mode) {
    return ModeTable.rows().stream().filter(r -> r.mode() == mode).findFirst().orElseThrow();
  }

  /** The mode in force, proven, and a primary that has renewed since. */
  private static ClusterState in(Mode mode, Optional<Long> bound) {
    ClusterState open = renewed(open(BOTH));
    if (mode != Mode.SYNC_AUTO) {
      ClusterState wished =
          after(
              open,
              new Command.SetMode(mode, bound),
              new Command.AppendSet(E1, mode == Mode.ASYNC ? SyncSet.NOBODY : BOTH));
      long id = wished.inForce().getLast().id();
      open = after(wished, new Command.ConfirmSet(E1, id, Optional.of(at(100))));
    }
    Duration ttl = open.settings().leaseTtl();
    return after(open, new Command.Renew(E1, 2, ttl, Optional.empty(), Optional.of(at(END))));
  }

  private static Optional<Long> boundOf(Mode mode) {
    return mode == Mode.ASYNC ? Optional.of(BOUND) : Optional.empty();
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void commitsWaitForWhomItSays(Mode mode) {
    List<SyncEntry> force = in(mode, boundOf(mode)).inForce();
    assertThat(force).hasSize(1);
    assertThat(force.getFirst().set().isEmpty())
        .isEqualTo(row(mode).commits() == ModeTable.Waits.FOR_NOBODY);
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void somebodyIsPromotedByItselfWhereItSaysSo(Mode mode) {
    switch (row(mode).automatic()) {
      case WITHOUT_LOSS -> {
        assertThat(promoted(in(mode, Optional.empty()), END, END)).isTrue();
        assertThat(promoted(in(mode, Optional.empty()), END, -1)).as("one is not heard").isFalse();
      }
      case NEVER -> assertThat(promoted(in(mode, Optional.empty()), END, END)).isFalse();
      case WITHIN_THE_BOUND -> {
        assertThat(promoted(in(mode, Optional.empty()), END, END)).as("no bound").isFalse();
        assertThat(promoted(in(mode, Optional.of(BOUND)), END - BOUND, 100)).isTrue();
        assertThat(promoted(in(mode, Optional.of(BOUND)), END - BOUND - 1, 100)).isFalse();
      }
    }
  }

  /**
   * The primary's node is gone and fenced; b and c have promised.
   *
   * @param ofC -1: it is not heard
   */
  private static boolean promoted(ClusterState open, long ofB, long ofC) {
    ClusterState electing =
        after(
            open,
            new Command.BeginFailover(E1, Cause.NODE_SILENT),
            new Command.RecordFence(E1, FenceProof.LEASE_RAN_OUT));
    NodeReport b = report(B, E2, revoked(ofB));
    ClusterView view =
        ofC < 0 ? heard(electing, b) : heard(electing, b, report(C, E2, revoked(ofC)));
    return Decider.decide(electing, view, NOW).stream()
        .anyMatch(
            c -> c instanceof Command.Elect elect && elect.accession() == Reign.Accession.PROMOTE);
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void aSwitchoverIsPossibleInEveryModeOnceItsTargetHasCaughtUp(Mode mode) {
    ClusterState shut =
        after(
            in(mode, boundOf(mode)),
            new Command.BeginSwitchover(E1, B, Duration.ofSeconds(20)),
            new Command.RecordShutdown(E1, new Lsn(500)));
    assertThat(switches(shut, 499)).isEmpty();
    assertThat(switches(shut, 500)).contains(new Command.BeginFailover(E1, Cause.SWITCHOVER));
    ClusterState electing =
        after(
            shut,
            new Command.BeginFailover(E1, Cause.SWITCHOVER),
            new Command.RecordFence(E1, FenceProof.SELF_FENCED));
    Postgres clean = new Postgres.Stopped(true, 1, Optional.of(new Lsn(500)));
    ClusterView view =
        heard(
            electing,
            report(A, E2, clean),
            report(B, E2, revoked(500)),
            report(C, E2, revoked(400)));
    assertThat(Decider.decide(electing, view, NOW))
        .singleElement()
        .isInstanceOfSatisfying(
            Command.Elect.class, elect -> assertThat(elect.candidate()).isEqualTo(B));
  }

  private static Optional<Command> switches(ClusterState shut, long ofB) {
    Postgres clean = new Postgres.Stopped(true, 1, Optional.of(new Lsn(500)));
    ClusterView view = heard(shut, report(A, E1, clean), follows(B, ofB), follows(C, 400));
    return Decider.decide(shut, view, NOW).stream().findFirst();
  }

  private static NodeReport follows(NodeId node, long lsn) {
    return report(node, E1, following(A, node.name(), 1, lsn));
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void itIsForcedWhereItSaysSo(Mode mode) {
    ClusterState bounded = in(mode, boundOf(mode));
    assertThat(forced(bounded, connected(bounded), NOW)).as("the primary is heard").isNotEmpty();
    switch (row(mode).forced()) {
      case PRIMARY_GONE ->
          assertThat(forced(bounded, bothHeard(bounded), LATER)).as("gone").isEmpty();
      case NOBODY_ELIGIBLE -> {
        assertThat(forced(bounded, bothHeard(bounded), LATER)).as("b would win").isNotEmpty();
        assertThat(forced(bounded, onlyB(bounded), LATER)).as("nobody would").isEmpty();
      }
      case NOBODY_WITHIN_THE_BOUND -> {
        assertThat(forced(bounded, bothHeard(bounded), LATER)).as("b would win").isNotEmpty();
        ClusterState unbounded = in(mode, Optional.empty());
        assertThat(forced(unbounded, bothHeard(unbounded), LATER)).as("no bound").isEmpty();
      }
    }
  }

  private static ClusterView connected(ClusterState state) {
    return heard(state, report(A, E1, crashed()), follows(B, END), follows(C, END));
  }

  private static ClusterView bothHeard(ClusterState state) {
    return lately(heard(state, follows(B, END), follows(C, END)));
  }

  private static ClusterView onlyB(ClusterState state) {
    return lately(heard(state, follows(B, END)));
  }

  /** The same reports, as they have just come. */
  private static ClusterView lately(ClusterView view) {
    java.util.Map<NodeId, ClusterView.Received> received = new java.util.TreeMap<>();
    view.received()
        .forEach((node, r) -> received.put(node, new ClusterView.Received(r.report(), LATER)));
    return new ClusterView(
        view.leaderSince(), view.reignSince(), received, view.lease(), view.sightings());
  }

  /** Why it may not be forced. */
  private static Optional<String> forced(ClusterState state, ClusterView view, Moment now) {
    return Forceable.refusal(state, view, B, Long.MAX_VALUE, now);
  }
}
