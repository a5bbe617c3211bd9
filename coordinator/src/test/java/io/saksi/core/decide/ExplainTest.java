package io.saksi.core.decide;

import static io.saksi.core.States.A;
import static io.saksi.core.States.B;
import static io.saksi.core.States.C;
import static io.saksi.core.States.E1;
import static io.saksi.core.States.E2;
import static io.saksi.core.States.after;
import static io.saksi.core.States.at;
import static io.saksi.core.States.crashed;
import static io.saksi.core.States.elected;
import static io.saksi.core.States.electing;
import static io.saksi.core.States.fenced;
import static io.saksi.core.States.heard;
import static io.saksi.core.States.open;
import static io.saksi.core.States.primary;
import static io.saksi.core.States.renewed;
import static io.saksi.core.States.report;
import static io.saksi.core.States.revoked;
import static io.saksi.core.States.sender;
import static io.saksi.core.States.time;
import static io.saksi.core.decide.check.Checked.OPEN;
import static io.saksi.core.decide.check.Checked.follows;
import static io.saksi.core.decide.check.Checked.leading;
import static org.assertj.core.api.Assertions.assertThat;

import io.saksi.core.command.Command;
import io.saksi.core.model.Cause;
import io.saksi.core.model.Lsn;
import io.saksi.core.model.Mode;
import io.saksi.core.model.Reign;
import io.saksi.core.model.SyncSet;
import io.saksi.core.model.Tags;
import io.saksi.core.state.ClusterState;
import io.saksi.core.view.ClusterView;
import io.saksi.core.view.NodeReport;
import io.saksi.core.view.Postgres;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * What an operator is told of a succession that is under way: who would win, and what is missing.
 */
class ExplainTest {
  private static final SyncSet BOTH = SyncSet.any(1, List.of(B, C));
  private static final String WAY_OUT =
      "a: not heard. It has every commit: bring it back; or saksi failover NODE --dry-run says what"
          + " a forced one would lose";
  private static final String FENCE = "a proof that a no longer serves";

  private static Explanation explained(ClusterState state, NodeReport... reports) {
    return Explain.explain(state, heard(state, reports), time(10_100));
  }

  @Test
  void anElectionNamesItsWinnerAndTheProofThatIsMissing() {
    NodeReport b = report(B, E2, revoked(100));
    NodeReport c = report(C, E2, revoked(90));
    Explanation unfenced = explained(electing(BOTH), b, c);
    assertThat(unfenced.winner()).contains(B);
    assertThat(unfenced.missing()).contains(FENCE);
    assertThat(explained(fenced(electing(BOTH)), b, c).missing()).doesNotContain(FENCE);
  }

  @Test
  void anOperatorsTargetIsTheWinner() {
    NodeReport b = report(B, E2, revoked(100));
    NodeReport c = report(C, E2, revoked(100));
    ClusterState open = renewed(open(BOTH));
    assertThat(explained(after(open, new Command.ForceFailover(E1, C, 0)), b).winner()).contains(C);
    ClusterState planned =
        after(
            open,
            new Command.BeginSwitchover(E1, C, Duration.ofSeconds(5)),
            new Command.RecordShutdown(E1, new Lsn(100)),
            new Command.BeginFailover(E1, Cause.SWITCHOVER));
    assertThat(explained(planned, b, c).winner()).contains(C);
  }

  @Test
  void anOpeningSaysForWhatItWaits() {
    long entry = ((Reign.Elected) elected().reign()).proposed().id();
    NodeReport behind = report(B, E2, primary(E2, 2, 120, List.of(sender("c", 119)), entry));
    NodeReport gathered = report(B, E2, primary(E2, 2, 120, List.of(sender("c", 120)), entry));
    assertThat(explained(elected(), gathered).missing()).containsExactly(FENCE);
    ClusterState state = fenced(elected());
    assertThat(explained(state, report(B, E2, revoked(100))).missing())
        .containsExactly("b does not run as a primary yet");
    assertThat(explained(state, behind).missing())
        .containsExactly("ANY 1 (c) has not flushed the end of its WAL yet");
    assertThat(explained(state, gathered).missing()).isEmpty();
  }

  private static List<String> missing(ClusterState state, Postgres ofB) {
    return explained(state, report(B, E2, ofB), report(C, E2, revoked(10))).missing();
  }

  @Test
  void eachNodesShortcomingIsNamed() {
    ClusterState state = fenced(electing(BOTH));
    Tags never = new Tags(0, Optional.empty(), false, false);
    assertThat(missing(after(state, new Command.SetTags(B, never)), revoked(10)))
        .containsExactly("b: tagged never to be promoted");
    assertThat(missing(state, crashed())).contains("b: no running standby");
    Postgres elsewhere = new Postgres.Standby(7, new Lsn(1), new Lsn(1), Optional.empty(), false);
    assertThat(missing(state, elsewhere)).contains("b: no position that counts is known");
    assertThat(missing(state, revoked(9)))
        .containsExactly("b: may lack commits that ANY 1 (b, c) confirmed; further: c");
    assertThat(missing(fenced(electing(SyncSet.NOBODY)), revoked(10)))
        .contains("b: commits waited for nobody, so only the primary has them all");
  }

  @Test
  void whoIsBelowTheFloorThoughEverySetIsSafeIsBehindWhatWasAcknowledged() {
    ClusterState open = open(BOTH);
    ClusterState state =
        fenced(
            after(
                open,
                new Command.Renew(E1, 1, open.settings().leaseTtl(), Optional.of(at(150))),
                new Command.BeginFailover(E1, Cause.POSTMASTER_DEAD)));
    assertThat(missing(state, revoked(10)))
        .contains("b: behind what is known to be acknowledged, by 140 bytes");
  }

  @Test
  void aHeldNodeIsNamedAsSuch() {
    ClusterState forced =
        after(
            fenced(after(renewed(open(BOTH)), new Command.ForceFailover(E1, B, 1_000))),
            new Command.Elect(
                E2,
                B,
                Reign.Accession.PROMOTE,
                Optional.empty(),
                Map.of(B, at(10)),
                SyncSet.NOBODY),
            new Command.Open(E2, SyncSet.NOBODY, Optional.of(new Lsn(10))));
    assertThat(explained(forced, report(C, E2, revoked(10))).missing())
        .contains("c: held out of replication", "a: held out of replication");
  }

  @Test
  void explainNamesTheWinnerOfAFailoverThatIsNotNeeded() {
    Explanation all = explained(OPEN, leading(), follows(B), follows(C));
    assertThat(all.whyNoFailover()).containsExactly("nothing is wrong with a");
    assertThat(all.winner()).contains(B);
    assertThat(all.missing()).isEmpty();
  }

  @Test
  void explainSaysWhatIsMissing() {
    Explanation alone = explained(OPEN, leading(), follows(B));
    assertThat(alone.winner()).isEmpty();
    assertThat(alone.missing())
        .containsExactly(
            "b: may lack commits that ANY 1 (b, c) confirmed; position unknown: c",
            "c: not heard; commits waited for ANY 1 (b, c), so it may have what others lack: bring"
                + " it back",
            "a majority: without the agent of a 1 of 3 are left, and 2 decide");
  }

  /** Of a, nothing was heard; its last renewal was applied long ago. */
  private static Explanation whenGone(ClusterState state, NodeReport... reports) {
    ClusterView seen = heard(state, reports);
    ClusterView.LeaseSeen lease =
        new ClusterView.LeaseSeen(E1, state.settings().leaseTtl(), time(5_000));
    return Explain.explain(
        state,
        new ClusterView(
            seen.leaderSince(),
            seen.reignSince(),
            seen.received(),
            Optional.of(lease),
            seen.sightings()),
        time(10_100));
  }

  @Test
  void whoIsGoneIsNotSaidToLeadAndTheWaysOutAreNamed() {
    Explanation nobody = whenGone(OPEN, report(B, E1, revoked(100)));
    assertThat(nobody.standing())
        .isEqualTo(
            "a led epoch 1, and nothing is heard of it: its lease has run out, so nobody serves");
    assertThat(nobody.whyNoFailover())
        .containsExactly("NODE_SILENT, LEASE_RAN_OUT: nobody could be elected");
    assertThat(nobody.winner()).isEmpty();
    assertThat(nobody.missing())
        .containsExactly(
            "b: may lack commits that ANY 1 (b, c) confirmed; position unknown: c",
            "c: not heard; commits waited for ANY 1 (b, c), so it may have what others lack: bring"
                + " it back",
            WAY_OUT);
    Explanation both = whenGone(OPEN, report(B, E1, revoked(100)), report(C, E1, revoked(100)));
    assertThat(both.whyNoFailover())
        .containsExactly("NODE_SILENT, LEASE_RAN_OUT: a failover begins now");
    assertThat(both.missing()).isEmpty();
  }

  private static ClusterState manual() {
    ClusterState changing =
        after(
            OPEN,
            new Command.SetMode(Mode.SYNC_MANUAL, Optional.empty()),
            new Command.AppendSet(E1, BOTH));
    return after(changing, new Command.ConfirmSet(E1, changing.inForce().getLast().id()));
  }

  @Test
  void aModeThatWaitsForAnOperatorIsTheReasonWhereItIs() {
    ClusterState manual = manual();
    NodeReport b = report(B, E1, revoked(100));
    NodeReport c = report(C, E1, revoked(100));
    Explanation open = whenGone(manual, b, c);
    assertThat(open.whyNoFailover())
        .containsExactly(
            "NODE_SILENT, LEASE_RAN_OUT: in this mode a failover waits for an operator: saksi"
                + " failover NODE");
    assertThat(open.missing()).containsExactly(WAY_OUT);
    Explanation healthy = explained(manual, leading(), follows(B), follows(C));
    assertThat(healthy.winner()).isEmpty();
    assertThat(healthy.missing())
        .containsExactly("an operator's word: in this mode nobody is promoted without it");
    ClusterState begun = after(manual, new Command.BeginFailover(E1, Cause.POSTMASTER_DEAD));
    assertThat(explained(begun, report(A, E2, crashed()), b, c).whyNoFailover())
        .containsExactly("a failover is under way");
    Explanation stuck = explained(begun, report(B, E2, revoked(100)));
    assertThat(stuck.whyNoFailover())
        .containsExactly("in this mode it waits for an operator: saksi failover NODE");
    assertThat(stuck.missing()).contains(WAY_OUT);
  }
}
