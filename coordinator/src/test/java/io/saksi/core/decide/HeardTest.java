package io.saksi.core.decide;

import static io.saksi.core.States.A;
import static io.saksi.core.States.B;
import static io.saksi.core.States.C;
import static io.saksi.core.States.E1;
import static io.saksi.core.States.E2;
import static io.saksi.core.States.after;
import static io.saksi.core.States.at;
import static io.saksi.core.States.electing;
import static io.saksi.core.States.fenced;
import static io.saksi.core.States.following;
import static io.saksi.core.States.heard;
import static io.saksi.core.States.open;
import static io.saksi.core.States.primary;
import static io.saksi.core.States.renewed;
import static io.saksi.core.States.report;
import static io.saksi.core.States.revoked;
import static io.saksi.core.States.time;
import static org.assertj.core.api.Assertions.assertThat;

import io.saksi.core.command.Command;
import io.saksi.core.model.InstanceId;
import io.saksi.core.model.Lsn;
import io.saksi.core.model.NodeId;
import io.saksi.core.model.Reign;
import io.saksi.core.model.SyncSet;
import io.saksi.core.state.ClusterState;
import io.saksi.core.view.Gate;
import io.saksi.core.view.NodeReport;
import io.saksi.core.view.Postgres;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Which reports count in an election, and for what (I1). */
class HeardTest {
  private static final ClusterState STATE = electing(SyncSet.any(1, List.of(B, C)));
  private static final Optional<Lsn> END = Optional.of(new Lsn(70));
  private static final List<Postgres> WITHOUT_A_POSITION =
      List.of(
          primary(E1, 1, 10, List.of(), 1),
          new Postgres.Absent(),
          new Postgres.Unusable("?"),
          new Postgres.Busy("clone"),
          new Postgres.Witness());

  private static boolean isRevoked(Postgres postgres) {
    return Heard.isRevoked(report(B, E2, postgres));
  }

  @Test
  void aStandbyIsRevokedOnceItFollowsNobodyAndItsReceiverIsGone() {
    Lsn at = new Lsn(10);
    Postgres.Upstream a = new Postgres.Upstream(A, "b");
    assertThat(isRevoked(revoked(10))).isTrue();
    assertThat(isRevoked(new Postgres.Standby(1, at, at, Optional.of(a), false))).isFalse();
    assertThat(isRevoked(new Postgres.Standby(1, at, at, Optional.empty(), true))).isFalse();
  }

  @Test
  void aFormerPrimaryIsRevokedOnceItIsDeadAndItsEndOfWalIsKnown() {
    assertThat(isRevoked(new Postgres.Stopped(true, 1, END))).isTrue();
    assertThat(isRevoked(new Postgres.Stopped(true, 1, Optional.empty()))).isFalse();
    assertThat(isRevoked(new Postgres.Stopped(false, 1, END))).isFalse();
  }

  @Test
  void whateverElseANodeRunsIsNotRevokedAndHasNoPosition() {
    assertThat(WITHOUT_A_POSITION).noneMatch(HeardTest::isRevoked);
    assertThat(WITHOUT_A_POSITION)
        .allMatch(postgres -> Heard.position(STATE, report(B, E2, postgres)).isEmpty());
  }

  @Test
  void aPositionIsThatOfTheDataDirectoryOnRecordOnATimelineThatWasAllotted() {
    assertThat(Heard.position(STATE, report(B, E2, revoked(10)))).contains(at(10));
    assertThat(Heard.position(STATE, report(A, E2, new Postgres.Stopped(true, 1, END))))
        .contains(at(70));
    assertThat(Heard.position(STATE, report(B, E2, following(A, "b", 2, 10)))).isEmpty();
    assertThat(Heard.position(STATE, of(Optional.empty()))).isEmpty();
    assertThat(Heard.position(STATE, of(Optional.of(new InstanceId("other"))))).isEmpty();
  }

  private static NodeReport of(Optional<InstanceId> instance) {
    return new NodeReport(
        B, E2, instance, revoked(10), Gate.CLOSED, Optional.empty(), 1, List.of());
  }

  @Test
  void onlyWhoPromisedThisEpochCountsInIt() {
    var view = heard(STATE, report(B, E2, revoked(10)), report(C, E1, revoked(12)));
    assertThat(Heard.promisedPositions(STATE, view, E2)).isEqualTo(Map.of(B, at(10)));
  }

  @Test
  void aLiveStandbyIsAMemberThatIsHeardAndRuns() {
    var view = heard(STATE, report(B, E2, revoked(10)), report(C, E2, new Postgres.Absent()));
    assertThat(isLive(STATE, B, 10_100)).isTrue();
    assertThat(Heard.isLiveStandby(STATE, C, view, time(10_100))).isFalse();
    assertThat(isLive(STATE, B, 12_000)).isFalse();
    assertThat(isLive(STATE, new NodeId("stranger"), 10_100)).isFalse();
  }

  /** What it has may be the only copy of something: nobody is led or counted by it. */
  @Test
  void aNodeThatIsHeldIsNoLiveStandbyThoughItRuns() {
    ClusterState forced =
        after(
            renewed(open(SyncSet.any(1, List.of(B, C)))), new Command.ForceFailover(E1, B, 1_000));
    ClusterState held =
        after(
            fenced(forced),
            new Command.Elect(
                E2,
                B,
                Reign.Accession.PROMOTE,
                Optional.empty(),
                Map.of(B, at(10)),
                SyncSet.NOBODY),
            new Command.Open(E2, SyncSet.NOBODY, Optional.of(new Lsn(10))));
    assertThat(isLive(forced, C, 10_100)).isTrue();
    assertThat(isLive(held, C, 10_100)).isFalse();
  }

  private static boolean isLive(ClusterState state, NodeId node, long now) {
    return Heard.isLiveStandby(state, node, heard(state, report(node, E2, revoked(10))), time(now));
  }

  /**
   * Else the election that counts it is refused, and one disk keeps everybody from being elected.
   */
  @Test
  void whoseDiskWentBackDoesNotCountAgain() {
    ClusterState knows = STATE.informed(Map.of(C, at(10 * Lsn.TORN_RECORD)));
    var view = heard(knows, report(B, E2, revoked(10)), report(C, E2, revoked(10)));
    assertThat(Heard.promisedPositions(knows, view, E2)).isEqualTo(Map.of(B, at(10)));
  }
}
