package io.saksi.core.decide;

import static io.saksi.core.States.A;
import static io.saksi.core.States.B;
import static io.saksi.core.States.C;
import static io.saksi.core.States.E1;
import static io.saksi.core.States.E2;
import static io.saksi.core.States.after;
import static io.saksi.core.States.at;
import static io.saksi.core.States.crashed;
import static io.saksi.core.States.fenced;
import static io.saksi.core.States.following;
import static io.saksi.core.States.heard;
import static io.saksi.core.States.open;
import static io.saksi.core.States.primary;
import static io.saksi.core.States.renewed;
import static io.saksi.core.States.report;
import static io.saksi.core.States.revoked;
import static io.saksi.core.States.sender;
import static io.saksi.core.States.time;
import static org.assertj.core.api.Assertions.assertThat;

import io.saksi.core.command.Command;
import io.saksi.core.model.Lsn;
import io.saksi.core.model.Reign;
import io.saksi.core.model.SyncSet;
import io.saksi.core.state.ClusterState;
import io.saksi.core.view.Gate;
import io.saksi.core.view.NodeFacts;
import io.saksi.core.view.NodeReport;
import io.saksi.core.view.NodeView;
import io.saksi.core.view.Postgres;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** By what a suspect is let go, by what it is suspended, and what says neither (I5, I6). */
class SuspectsTest {
  private static final ClusterState LED_BY_B =
      after(
          fenced(
              after(
                  renewed(open(SyncSet.any(1, List.of(B, C)))),
                  new Command.ForceFailover(E1, B, 1_000))),
          new Command.Elect(
              E2, B, Reign.Accession.PROMOTE, Optional.empty(), Map.of(B, at(10)), SyncSet.NOBODY),
          new Command.Open(E2, SyncSet.NOBODY, Optional.of(new Lsn(10))));
  private static final Postgres STREAMS = following(B, "c__join", 2, 100);

  private static Optional<Command> judged(
      ClusterState state, NodeReport suspect, Postgres.Sender... senders) {
    NodeReport leader = report(B, E2, primary(E2, 2, 100, List.of(senders), 9));
    Reign.Open open = (Reign.Open) state.reign();
    return Suspects.judge(state, open, heard(state, leader, suspect), time(10_100));
  }

  /** What a diverged node claims to have flushed is not what it was sent. */
  @Test
  void bothEndsHaveToSayThatItStreams() {
    NodeReport streams = report(C, E2, STREAMS);
    Command letGo = new Command.ClearSuspect(E2, C);
    Postgres.Sender liar = new Postgres.Sender("c__join", true, new Lsn(50), new Lsn(60));
    Postgres.Sender cut = new Postgres.Sender("c__join", false, new Lsn(60), new Lsn(60));
    assertThat(judged(LED_BY_B, streams, sender("c__join", 100))).contains(letGo);
    assertThat(judged(LED_BY_B, streams)).isEmpty();
    assertThat(judged(LED_BY_B, streams, liar)).isEmpty();
    assertThat(judged(LED_BY_B, streams, cut)).isEmpty();
    assertThat(judged(LED_BY_B, streams, sender("a__join", 100))).isEmpty();
    NodeReport elsewhere = report(C, E2, following(A, "c__join", 2, 100));
    assertThat(judged(LED_BY_B, elsewhere, sender("c__join", 100))).isEmpty();
  }

  @Test
  void whoCanStillFollowIsNotSuspended() {
    assertThat(judged(LED_BY_B, report(C, E2, revoked(10)))).isEmpty();
    assertThat(judged(LED_BY_B, report(C, E2, revoked(11))).orElseThrow())
        .isInstanceOf(Command.SuspendNode.class);
  }

  @Test
  void whatAnOperatorIsToDecideIsNotJudgedAgain() {
    ClusterState suspended = after(LED_BY_B, new Command.SuspendNode(E2, C, "it has more"));
    assertThat(judged(suspended, report(C, E2, STREAMS), sender("c__join", 100))).isEmpty();
  }

  @Test
  void onlyAVerdictOnThePresentBranchSaysThatAFormerPrimaryLeftIt() {
    assertThat(judged(LED_BY_B, looked(2, false)).orElseThrow())
        .isInstanceOf(Command.SuspendNode.class);
    assertThat(judged(LED_BY_B, looked(2, true))).isEmpty();
    assertThat(judged(LED_BY_B, looked(1, false))).isEmpty();
  }

  private static NodeReport looked(int timeline, boolean follows) {
    NodeReport plain = report(A, E2, crashed());
    return new NodeReport(
        A,
        E2,
        plain.instance(),
        plain.postgres(),
        Gate.CLOSED,
        Optional.empty(),
        1,
        List.of(),
        new NodeFacts(
            NodeFacts.Commit.UNKNOWN,
            NodeFacts.Receiver.UNKNOWN,
            NodeFacts.Fence.UNKNOWN,
            Optional.empty(),
            Optional.of(new NodeView.ForkVerdict(timeline, follows))));
  }

  @Test
  void whereNothingCanBeSeenNothingIsSaid() {
    for (Postgres postgres :
        List.of(
            new Postgres.Stopped(false, 1, Optional.empty()),
            primary(E2, 2, 100, List.of(), 9),
            new Postgres.Absent(),
            new Postgres.Unusable("?"),
            new Postgres.Busy("start"))) {
      assertThat(judged(LED_BY_B, report(C, E2, postgres))).as("%s", postgres).isEmpty();
    }
  }
}
