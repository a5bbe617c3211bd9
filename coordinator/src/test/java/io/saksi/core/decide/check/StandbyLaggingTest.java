package io.saksi.core.decide.check;

import static io.saksi.core.States.A;
import static io.saksi.core.States.B;
import static io.saksi.core.States.C;
import static io.saksi.core.States.E1;
import static io.saksi.core.States.heard;
import static io.saksi.core.States.primary;
import static io.saksi.core.States.report;
import static io.saksi.core.States.sender;
import static io.saksi.core.States.time;
import static io.saksi.core.decide.check.Checked.NOW;
import static io.saksi.core.decide.check.Checked.OPEN;
import static io.saksi.core.decide.check.Checked.codes;
import static io.saksi.core.decide.check.Checked.follows;
import static org.assertj.core.api.Assertions.assertThat;

import io.saksi.core.view.ClusterView;
import io.saksi.core.view.Postgres;
import java.util.List;
import org.junit.jupiter.api.Test;

class StandbyLaggingTest {
  @Test
  void aStandbyThatIsFarBehindIsNamed() {
    Postgres.Primary ahead =
        primary(E1, 1, 1L << 30, List.of(sender("b", 100), sender("c", 1L << 30)), 9);
    assertThat(codes(OPEN, report(A, E1, ahead), follows(B), follows(C)))
        .containsExactly(ProblemCode.STANDBY_LAGGING);
  }

  @Test
  void aStandbyIsNearUpToSixteenMegabytes() {
    long near = 16L << 20;
    Postgres.Primary p = primary(E1, 1, near + 1, List.of(sender("b", 1), sender("c", 0)), 9);
    assertThat(StandbyLagging.isNear(p, "b")).isTrue();
    assertThat(StandbyLagging.isNear(p, "c")).isFalse();
    assertThat(StandbyLagging.isNear(p, "d")).isFalse();
    ClusterView view = heard(OPEN, report(A, E1, p), follows(B), follows(C));
    assertThat(Problem.all(OPEN, view, NOW)).extracting(Problem::node).containsExactly(C);
    assertThat(Problem.all(OPEN, view, time(11_001)))
        .as("what a silent primary said last is old")
        .extracting(Problem::code)
        .doesNotContain(ProblemCode.STANDBY_LAGGING);
  }
}
