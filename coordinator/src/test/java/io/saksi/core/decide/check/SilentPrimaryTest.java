package io.saksi.core.decide.check;

import static io.saksi.core.States.A;
import static io.saksi.core.States.B;
import static io.saksi.core.States.C;
import static io.saksi.core.States.E1;
import static io.saksi.core.States.following;
import static io.saksi.core.States.heard;
import static io.saksi.core.States.report;
import static io.saksi.core.States.revoked;
import static io.saksi.core.States.time;
import static io.saksi.core.decide.check.Checked.NOW;
import static io.saksi.core.decide.check.Checked.OPEN;
import static io.saksi.core.decide.check.Checked.codes;
import static io.saksi.core.decide.check.Checked.follows;
import static io.saksi.core.decide.check.Checked.leading;
import static org.assertj.core.api.Assertions.assertThat;

import io.saksi.core.decide.Decider;
import io.saksi.core.model.NodeId;
import io.saksi.core.view.ClusterView;
import io.saksi.core.view.NodeReport;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The agent gone, the node silent, the lease run out: three findings, and one is not the other. */
class SilentPrimaryTest {
  @Test
  void anAgentThatIsGoneWhileItsWalFlowsIsWaitedFor() {
    assertThat(codes(OPEN, follows(B), follows(C))).containsExactly(ProblemCode.AGENT_GONE);
    assertThat(Decider.decide(OPEN, heard(OPEN, follows(B), follows(C)), NOW)).isEmpty();
    assertThat(codes(OPEN, report(B, E1, revoked(9)), report(C, E1, revoked(9))))
        .contains(ProblemCode.NODE_SILENT);
  }

  @Test
  void onlyWhoIsHeardAndReceivesFromThePrimaryShowsThatItLives() {
    NodeReport cascades = report(C, E1, following(B, "c", 1, 100));
    assertThat(codes(OPEN, report(B, E1, revoked(9)), cascades)).contains(ProblemCode.NODE_SILENT);
    ClusterView old = heard(OPEN, follows(B), follows(C));
    assertThat(Problem.all(OPEN, old, time(11_001)))
        .extracting(Problem::code)
        .containsExactly(ProblemCode.NODE_SILENT);
  }

  /** Its gate is closed by then, whatever its PostgreSQL still streams. */
  @Test
  void aSilentPrimaryWhoseLeaseRanOutIsReplacedThoughItStillStreams() {
    assertThat(fresh(12_000)).containsExactly(ProblemCode.AGENT_GONE);
    assertThat(fresh(12_200)).contains(ProblemCode.LEASE_RAN_OUT);
  }

  /** Both standbys are heard at this time; the primary never was. */
  private static List<ProblemCode> fresh(long millis) {
    Map<NodeId, ClusterView.Received> received =
        Map.of(
            B, new ClusterView.Received(follows(B), time(millis)),
            C, new ClusterView.Received(follows(C), time(millis)));
    return at(received, millis);
  }

  /** Three leases after its own ran out, at 12.112 s. */
  @Test
  void aPrimaryThatIsHeardButHasNoLeaseForLongIsNotServing() {
    assertThat(withPrimary(21_112)).isEmpty();
    assertThat(withPrimary(21_113)).containsExactly(ProblemCode.PRIMARY_NOT_SERVING);
    assertThat(fresh(21_113))
        .as("one that is silent is not said to report")
        .containsExactly(ProblemCode.LEASE_RAN_OUT, ProblemCode.AGENT_GONE);
  }

  private static List<ProblemCode> withPrimary(long millis) {
    return at(
        Map.of(
            A, new ClusterView.Received(leading(), time(millis)),
            B, new ClusterView.Received(follows(B), time(millis)),
            C, new ClusterView.Received(follows(C), time(millis))),
        millis);
  }

  private static List<ProblemCode> at(Map<NodeId, ClusterView.Received> received, long millis) {
    ClusterView all = heard(OPEN);
    ClusterView view =
        new ClusterView(
            all.leaderSince(), all.reignSince(), received, all.lease(), all.sightings());
    return Problem.all(OPEN, view, time(millis)).stream().map(Problem::code).toList();
  }
}
