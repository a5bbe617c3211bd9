package io.saksi.core.decide.check;

import static io.saksi.core.States.A;
import static io.saksi.core.States.B;
import static io.saksi.core.States.C;
import static io.saksi.core.States.E1;
import static io.saksi.core.States.crashed;
import static io.saksi.core.States.heard;
import static io.saksi.core.States.report;
import static io.saksi.core.decide.check.Checked.NOW;
import static io.saksi.core.decide.check.Checked.OPEN;
import static io.saksi.core.decide.check.Checked.codes;
import static io.saksi.core.decide.check.Checked.follows;
import static io.saksi.core.decide.check.Checked.leading;
import static io.saksi.core.decide.check.Checked.with;
import static org.assertj.core.api.Assertions.assertThat;

import io.saksi.core.decide.Decider;
import io.saksi.core.model.Lsn;
import io.saksi.core.view.NodeFacts;
import io.saksi.core.view.NodeReport;
import io.saksi.core.view.Postgres;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ReceiverGoneTest {
  @Test
  void aStandbyWithoutAReceiverIsToldFromACutLink() {
    Postgres.Standby lost =
        new Postgres.Standby(
            1, new Lsn(90), new Lsn(90), Optional.of(new Postgres.Upstream(A, "b")), false);
    NodeReport gone = report(B, E1, lost);
    NodeReport cut =
        with(
            gone,
            new NodeFacts(
                NodeFacts.Commit.UNKNOWN,
                NodeFacts.Receiver.UNREACHABLE,
                NodeFacts.Fence.UNKNOWN,
                Optional.empty(),
                Optional.empty()));
    assertThat(codes(OPEN, leading(), gone, follows(C))).containsExactly(ProblemCode.RECEIVER_GONE);
    assertThat(codes(OPEN, gone, follows(C)))
        .as("the primary is not heard")
        .doesNotContain(ProblemCode.RECEIVER_GONE);
    assertThat(codes(OPEN, report(A, E1, crashed()), cut, follows(C)))
        .as("the primary's PostgreSQL does not run")
        .containsExactly(ProblemCode.POSTMASTER_DEAD);
    NodeReport elsewhere =
        report(
            B,
            E1,
            new Postgres.Standby(
                1, new Lsn(90), new Lsn(90), Optional.of(new Postgres.Upstream(C, "b")), false));
    assertThat(codes(OPEN, leading(), elsewhere, follows(C))).isEmpty();
    assertThat(Problem.all(OPEN, heard(OPEN, leading(), cut, follows(C)), NOW))
        .extracting(Problem::evidence)
        .containsExactly("b cannot reach a, and both are heard here");
    assertThat(codes(OPEN, leading(), cut, follows(C)))
        .containsExactly(ProblemCode.REPLICATION_LINK_CUT);
    assertThat(Decider.decide(OPEN, heard(OPEN, leading(), cut, follows(C)), NOW)).isEmpty();
  }
}
