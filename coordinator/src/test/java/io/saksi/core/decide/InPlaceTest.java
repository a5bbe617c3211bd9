package io.saksi.core.decide;

import static io.saksi.core.States.A;
import static io.saksi.core.States.B;
import static io.saksi.core.States.C;
import static io.saksi.core.States.E1;
import static io.saksi.core.States.E2;
import static io.saksi.core.States.crashed;
import static io.saksi.core.States.electing;
import static io.saksi.core.States.fenced;
import static io.saksi.core.States.following;
import static io.saksi.core.States.heard;
import static io.saksi.core.States.primary;
import static io.saksi.core.States.report;
import static io.saksi.core.States.revoked;
import static io.saksi.core.States.time;
import static org.assertj.core.api.Assertions.assertThat;

import io.saksi.core.command.Command;
import io.saksi.core.model.InstanceId;
import io.saksi.core.model.Reign;
import io.saksi.core.model.SyncSet;
import io.saksi.core.state.ClusterState;
import io.saksi.core.view.ClusterView;
import io.saksi.core.view.Gate;
import io.saksi.core.view.NodeReport;
import io.saksi.core.view.Postgres;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** When the last open primary may be elected again where it is. */
class InPlaceTest {
  private static final ClusterState ALONE = fenced(electing(SyncSet.NOBODY));
  private static final Reign.Electing ELECTING = (Reign.Electing) ALONE.reign();

  private static Optional<Command> elect(long reignSince, NodeReport... reports) {
    ClusterView all = heard(ALONE, reports);
    ClusterView view =
        new ClusterView(
            all.leaderSince(), time(reignSince), all.received(), all.lease(), all.sightings());
    return InPlace.elect(ALONE, ELECTING, view, time(10_100));
  }

  @Test
  void itIsDeadHasPromisedAndStillHasItsData() {
    assertThat(elect(0, report(A, E2, crashed()))).isPresent();
    assertThat(elect(0, report(A, E1, crashed()))).isEmpty();
    assertThat(elect(0, report(A, E2, primary(E1, 1, 5, List.of(), 1)))).isEmpty();
    assertThat(elect(0, report(A, E2, new Postgres.Stopped(false, 1, Optional.empty())))).isEmpty();
    NodeReport other =
        new NodeReport(
            A,
            E2,
            Optional.of(new InstanceId("older copy")),
            crashed(),
            Gate.CLOSED,
            Optional.empty(),
            1,
            List.of());
    assertThat(elect(0, other)).isEmpty();
  }

  @Test
  void theOthersHaveTheirChanceFirstButNotForEver() {
    NodeReport dead = report(A, E2, crashed());
    NodeReport unanswered = report(B, E1, following(A, "b", 1, 5));
    assertThat(elect(9_900, dead, unanswered)).isEmpty();
    assertThat(elect(9_900, dead, report(B, E2, revoked(5)))).isPresent();
    assertThat(elect(7_000, dead, unanswered)).isPresent();
  }

  @Test
  void aNodeThatIsStillStartingHasNotAnswered() {
    NodeReport dead = report(A, E2, crashed());
    NodeReport starting = report(C, E2, new Postgres.Stopped(false, 1, Optional.empty()));
    assertThat(elect(9_900, dead, starting)).isEmpty();
    assertThat(elect(9_900, dead, report(C, E2, new Postgres.Absent()))).isPresent();
  }
}
