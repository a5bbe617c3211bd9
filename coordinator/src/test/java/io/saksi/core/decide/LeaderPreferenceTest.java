package io.saksi.core.decide;

import static io.saksi.core.States.A;
import static io.saksi.core.States.B;
import static io.saksi.core.States.C;
import static io.saksi.core.States.heard;
import static io.saksi.core.States.time;
import static io.saksi.core.decide.check.Checked.NOW;
import static io.saksi.core.decide.check.Checked.OPEN;
import static io.saksi.core.decide.check.Checked.commit;
import static io.saksi.core.decide.check.Checked.follows;
import static io.saksi.core.decide.check.Checked.leading;
import static io.saksi.core.decide.check.Checked.with;
import static org.assertj.core.api.Assertions.assertThat;

import io.saksi.core.model.NodeId;
import io.saksi.core.state.ClusterState;
import io.saksi.core.view.ClusterView;
import io.saksi.core.view.NodeFacts;
import io.saksi.core.view.NodeReport;
import io.saksi.core.view.Postgres;
import io.saksi.core.view.RenewalPath;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LeaderPreferenceTest {
  @Test
  void raftLeadershipIsBetterElsewhereThanOnThePrimarysNode() {
    ClusterState state = OPEN;
    NodeReport current = versioned(follows(B), state.version());
    ClusterView view = heard(state, leading(), current, follows(C));
    assertThat(LeaderPreference.better(state, view, A, NOW)).contains(B);
    assertThat(LeaderPreference.better(state, view, C, NOW)).isEmpty();
    assertThat(LeaderPreference.better(state, heard(state, follows(C)), A, NOW)).isEmpty();
    assertThat(LeaderPreference.better(state, view, A, time(11_001))).as("not heard").isEmpty();
    NodeReport self = versioned(leading(), state.version());
    assertThat(LeaderPreference.better(state, heard(state, self, follows(C)), A, NOW)).isEmpty();
  }

  /** Its disk may be what keeps it busy: nothing would be committed there. */
  @Test
  void raftLeadershipDoesNotGoToANodeThatIsBusy() {
    ClusterState state = OPEN;
    NodeReport sound = follows(B);
    NodeReport busy =
        new NodeReport(
            B,
            sound.promised(),
            sound.instance(),
            new Postgres.Busy("not to be seen: its disk does not answer"),
            sound.gate(),
            Optional.empty(),
            state.version(),
            List.of());
    NodeReport stalled =
        with(versioned(sound, state.version()), commit(NodeFacts.Commit.FSYNC_STALLED));
    for (NodeReport unfit : List.of(busy, stalled)) {
      ClusterView view = heard(state, leading(), unfit);
      assertThat(LeaderPreference.better(state, view, A, NOW)).as("%s", unfit).isEmpty();
    }
  }

  @Test
  void raftLeadershipGoesToWhomThePrimaryReachesWhereOnlyItsLinkToTheLeaderIsCut() {
    ClusterState state = OPEN;
    ClusterView view = heard(state, versioned(follows(B), state.version()), follows(C));
    RenewalPath cut = lasting(B);
    assertThat(LeaderPreference.nearer(state, view, cut, C, NOW)).contains(B);
    assertThat(LeaderPreference.nearer(state, view, RenewalPath.UNKNOWN, C, NOW))
        .as("its agent may be dead")
        .isEmpty();
    assertThat(LeaderPreference.nearer(state, view, cut.cameDirectly(NOW), C, NOW))
        .as("it is heard here too")
        .isEmpty();
    assertThat(LeaderPreference.nearer(state, view, cut, B, NOW)).as("itself").isEmpty();
    assertThat(LeaderPreference.nearer(state, view, cut, A, NOW)).as("the primary").isEmpty();
    assertThat(LeaderPreference.nearer(state, view, lasting(C), B, NOW))
        .as("it has not applied as much")
        .isEmpty();
    assertThat(LeaderPreference.nearer(state, view, cut, C, time(11_001))).as("long ago").isEmpty();
    ClusterView reports =
        heard(state, leading(), versioned(follows(B), state.version()), follows(C));
    assertThat(LeaderPreference.nearer(state, reports, cut, C, NOW)).as("it reports").isEmpty();
  }

  /**
   * A started agent asks everybody, until it knows who leads; an election would cost it the lease.
   */
  @Test
  void raftLeadershipStaysWhileAnAgentThatHasJustStartedLooksForIt() {
    ClusterState state = OPEN;
    ClusterView view = heard(state, versioned(follows(B), state.version()), follows(C));
    RenewalPath starting = RenewalPath.UNKNOWN.cameThrough(B, time(8_500)).cameThrough(B, NOW);
    assertThat(LeaderPreference.nearer(state, view, starting, C, NOW)).isEmpty();
    RenewalPath heardBetween =
        RenewalPath.UNKNOWN
            .cameThrough(B, time(1_000))
            .cameDirectly(time(9_000))
            .cameThrough(B, NOW);
    assertThat(LeaderPreference.nearer(state, view, heardBetween, C, NOW)).isEmpty();
  }

  private static RenewalPath lasting(NodeId relay) {
    return RenewalPath.UNKNOWN.cameThrough(relay, time(7_500)).cameThrough(relay, NOW);
  }

  private static NodeReport versioned(NodeReport r, long applied) {
    return new NodeReport(
        r.node(),
        r.promised(),
        r.instance(),
        r.postgres(),
        r.gate(),
        Optional.empty(),
        applied,
        List.of());
  }
}
