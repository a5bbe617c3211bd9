package io.saksi.core.decide.check;

import static io.saksi.core.States.B;
import static io.saksi.core.States.C;
import static io.saksi.core.States.E1;
import static io.saksi.core.States.heard;
import static io.saksi.core.decide.check.Checked.NOW;
import static io.saksi.core.decide.check.Checked.OPEN;
import static io.saksi.core.decide.check.Checked.follows;
import static io.saksi.core.decide.check.Checked.leading;
import static org.assertj.core.api.Assertions.assertThat;

import io.saksi.core.view.ClusterView;
import io.saksi.core.view.Sightings;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StandbyFlappingTest {
  @Test
  void aStandbyThatWasLostTwiceIsSaidToFlapAndNotAfterOneLoss() {
    ClusterView view = heard(OPEN, leading(), follows(B), follows(C));
    Sightings seen =
        new Sightings(E1, Optional.empty(), Map.of(), Map.of(), Map.of("b", 1, "c", 2));
    ClusterView flaps =
        new ClusterView(view.leaderSince(), view.reignSince(), view.received(), view.lease(), seen);
    assertThat(Problem.all(OPEN, flaps, NOW))
        .singleElement()
        .isInstanceOfSatisfying(
            Problem.class,
            problem -> {
              assertThat(problem.code()).isEqualTo(ProblemCode.STANDBY_FLAPPING);
              assertThat(problem.node()).isEqualTo(C);
            });
  }
}
