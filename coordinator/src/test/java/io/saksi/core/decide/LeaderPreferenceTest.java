package io.saksi.core.decide;

import static io.saksi.core.States.A;
import static io.saksi.core.States.B;
import static io.saksi.core.States.C;
import static io.saksi.core.States.heard;
import static io.saksi.core.States.time;
import static io.saksi.core.decide.check.Checked.NOW;
import static io.saksi.core.decide.check.Checked.OPEN;
import static io.saksi.core.decide.check.Checked.follows;
import static io.saksi.core.decide.check.Checked.leading;
import static org.assertj.core.api.Assertions.assertThat;

import io.saksi.core.state.ClusterState;
import io.saksi.core.view.ClusterView;
import io.saksi.core.view.NodeReport;
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
