package io.saksi.core.decide;

import static io.saksi.core.States.A;
import static io.saksi.core.States.B;
import static io.saksi.core.States.C;
import static io.saksi.core.States.E2;
import static io.saksi.core.States.E3;
import static io.saksi.core.States.after;
import static io.saksi.core.States.elected;
import static io.saksi.core.States.electing;
import static io.saksi.core.States.fenced;
import static io.saksi.core.States.heard;
import static io.saksi.core.States.report;
import static io.saksi.core.States.revoked;
import static io.saksi.core.States.time;
import static org.assertj.core.api.Assertions.assertThat;

import io.saksi.core.command.Command;
import io.saksi.core.model.Cause;
import io.saksi.core.model.Epoch;
import io.saksi.core.model.Lsn;
import io.saksi.core.model.NodeId;
import io.saksi.core.model.Position;
import io.saksi.core.model.SyncSet;
import io.saksi.core.model.Tags;
import io.saksi.core.state.ClusterState;
import io.saksi.core.view.ClusterView;
import io.saksi.core.view.NodeReport;
import io.saksi.core.view.Postgres;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Who is preferred among those that lose nothing. */
class RankingTest {
  private static final ClusterState STATE = electing(SyncSet.any(1, List.of(B, C)));
  private static final Tags NEVER = new Tags(0, Optional.empty(), false, false);

  private static Ranking ranking(ClusterState state, Epoch epoch, NodeReport... reports) {
    ClusterView view = heard(state, reports);
    Map<NodeId, Position> positions = Heard.promisedPositions(state, view, epoch);
    return Ranking.of(state.informed(positions), positions, view, time(10_100));
  }

  private static Optional<NodeId> best(ClusterState state, Postgres ofB, Postgres ofC) {
    return ranking(state, E2, report(B, E2, ofB), report(C, E2, ofC))
        .best(Set.of(), Optional.empty())
        .map(Ranking.Pick::candidate);
  }

  private static Postgres behind(long replayed) {
    return new Postgres.Standby(1, new Lsn(100), new Lsn(replayed), Optional.empty(), false);
  }

  @Test
  void theLeastToReplayThenThePriorityThenAKnownZoneThenTheName() {
    assertThat(best(STATE, behind(50), behind(60))).contains(C);
    ClusterState urgent = after(STATE, new Command.SetTags(C, Tags.of(5)));
    assertThat(best(urgent, behind(50), behind(50))).contains(C);
    assertThat(best(urgent, behind(51), behind(50))).as("replay comes first").contains(B);
    Tags zoned = new Tags(1, Optional.of("north"), false, false);
    assertThat(best(after(STATE, new Command.SetTags(C, zoned)), behind(50), behind(50)))
        .contains(C);
    assertThat(best(STATE, behind(50), behind(50))).contains(B);
  }

  @Test
  void whoFailedBeforeIsElectedOnlyIfThereIsNobodyElse() {
    Ranking ranking = ranking(STATE, E2, report(B, E2, revoked(100)), report(C, E2, revoked(100)));
    assertThat(ranking.best(Set.of(B), Optional.empty()).orElseThrow().candidate()).isEqualTo(C);
    assertThat(ranking.best(Set.of(B, C), Optional.empty()).orElseThrow().candidate()).isEqualTo(B);
    assertThat(ranking.best(Set.of(C), Optional.of(C)).orElseThrow().candidate())
        .as("planned")
        .isEqualTo(C);
  }

  /** A former primary that shut down cleanly promised and has a position, and is no standby. */
  @Test
  void whoIsNoRunningStandbyIsNotPromotedHoweverFarItReaches() {
    NodeReport former = report(A, E2, new Postgres.Stopped(true, 1, Optional.of(new Lsn(200))));
    Ranking ranking =
        ranking(STATE, E2, former, report(B, E2, revoked(90)), report(C, E2, revoked(100)));
    assertThat(ranking.best(Set.of(), Optional.empty()).orElseThrow().candidate()).isEqualTo(C);
  }

  @Test
  void whoLeftTheHistoryIsNotRankedWithTheOthers() {
    ClusterState third =
        after(
            fenced(elected()),
            new Command.Open(E2, SyncSet.any(1, List.of(C)), Optional.of(new Lsn(100))),
            new Command.BeginFailover(E2, Cause.NODE_SILENT));
    Postgres onTheNewBranch =
        new Postgres.Standby(2, new Lsn(120), new Lsn(120), Optional.empty(), false);
    Ranking ranking =
        ranking(third, E3, report(A, E3, revoked(130)), report(C, E3, onTheNewBranch));
    assertThat(ranking.best(Set.of(), Optional.empty()).orElseThrow().candidate()).isEqualTo(C);
  }

  private static Optional<Ranking.Pick> fetching(ClusterState state, Postgres ofB, Postgres ofC) {
    return ranking(state, E2, report(B, E2, ofB), report(C, E2, ofC))
        .best(Set.of(), Optional.empty());
  }

  @Test
  void whereTheFurthestMayNotLeadAnotherFetchesFromIt() {
    ClusterState state = after(STATE, new Command.SetTags(B, NEVER));
    assertThat(fetching(state, revoked(100), revoked(90)))
        .contains(new Ranking.Pick(C, Optional.of(B)));
    assertThat(fetching(state, revoked(100), revoked(100)))
        .as("it has all itself")
        .contains(new Ranking.Pick(C, Optional.empty()));
    ClusterState nobody = after(state, new Command.SetTags(C, NEVER));
    assertThat(fetching(nobody, revoked(100), revoked(90))).isEmpty();
  }
}
