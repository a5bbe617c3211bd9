package io.saksi.core.decide;

import static io.saksi.core.States.A;
import static io.saksi.core.States.B;
import static io.saksi.core.States.C;
import static io.saksi.core.States.E1;
import static io.saksi.core.States.after;
import static io.saksi.core.States.following;
import static io.saksi.core.States.heard;
import static io.saksi.core.States.open;
import static io.saksi.core.States.primary;
import static io.saksi.core.States.renewed;
import static io.saksi.core.States.report;
import static io.saksi.core.States.time;
import static org.assertj.core.api.Assertions.assertThat;

import io.saksi.core.Tuned;
import io.saksi.core.command.Command;
import io.saksi.core.model.Lsn;
import io.saksi.core.model.Mode;
import io.saksi.core.model.NodeId;
import io.saksi.core.model.SyncSet;
import io.saksi.core.state.ClusterState;
import io.saksi.core.view.NodeReport;
import io.saksi.core.view.Postgres;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Who is left to be counted when a node is spared, and who is not. */
class SparingTest {
  private static final ClusterState OPEN = renewed(open(SyncSet.any(1, List.of(B, C))));

  private static NodeReport follows(NodeId node) {
    return report(node, E1, following(A, node.name(), 1, 460));
  }

  /** What it costs to do without C. */
  private static List<String> costs(ClusterState state, NodeReport ofB) {
    NodeReport ofA = report(A, E1, primary(E1, 1, 460, List.of(), -1));
    return Sparing.of(state, heard(state, ofA, ofB, follows(C)), C, Optional.empty(), time(10_100))
        .stream()
        .map(Sparing.Cost::code)
        .toList();
  }

  @Test
  void oneThatStreamsIsEnough() {
    assertThat(costs(OPEN, follows(B))).isEmpty();
  }

  @Test
  void oneThatDoesNotStreamIsNobody() {
    Postgres adrift =
        new Postgres.Standby(
            1, new Lsn(460), new Lsn(460), Optional.of(new Postgres.Upstream(A, "b")), false);
    assertThat(costs(OPEN, report(B, E1, adrift))).containsExactly("NOBODY_LEFT");
    assertThat(costs(OPEN, report(B, E1, new Postgres.Stopped(false, 1, Optional.empty()))))
        .containsExactly("NOBODY_LEFT");
  }

  @Test
  void oneThatIsInMaintenanceItselfIsNobody() {
    ClusterState ofB =
        after(OPEN, new Command.BeginMaintenance(B, "work", Instant.EPOCH, Optional.empty()));
    assertThat(costs(ofB, follows(B))).containsExactly("NOBODY_LEFT");
  }

  @Test
  void fewerCopiesThanWereAskedForAreSaid() {
    ClusterState two =
        after(OPEN, new Command.SetSettings(Tuned.like(OPEN.settings()).syncCount(2).settings()));
    assertThat(costs(two, follows(B))).containsExactly("FEWER_COPIES");
  }

  @Test
  void whoIsNotCountedCostsNoCopy() {
    ClusterState withoutC = renewed(open(SyncSet.any(1, List.of(B))));
    Postgres gone = new Postgres.Stopped(false, 1, Optional.empty());
    assertThat(costs(withoutC, report(B, E1, gone))).isEmpty();
  }

  @Test
  void whereNobodyIsWaitedForNoCopyIsMissed() {
    ClusterState async = after(OPEN, new Command.SetMode(Mode.ASYNC, Optional.empty()));
    Postgres gone = new Postgres.Stopped(false, 1, Optional.empty());
    assertThat(costs(async, report(B, E1, gone))).isEmpty();
  }
}
