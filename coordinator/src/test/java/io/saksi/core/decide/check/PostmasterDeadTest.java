package io.saksi.core.decide.check;

import static io.saksi.core.States.A;
import static io.saksi.core.States.B;
import static io.saksi.core.States.C;
import static io.saksi.core.States.E1;
import static io.saksi.core.States.E2;
import static io.saksi.core.States.crashed;
import static io.saksi.core.States.primary;
import static io.saksi.core.States.report;
import static io.saksi.core.States.revoked;
import static io.saksi.core.decide.check.Checked.OPEN;
import static io.saksi.core.decide.check.Checked.codes;
import static io.saksi.core.decide.check.Checked.evidence;
import static io.saksi.core.decide.check.Checked.follows;
import static org.assertj.core.api.Assertions.assertThat;

import io.saksi.core.view.Postgres;
import java.util.List;
import org.junit.jupiter.api.Test;

class PostmasterDeadTest {
  @Test
  void whateverElseRunsThanThisReignsPrimaryItIsDeadButNotABusyOne() {
    for (Postgres postgres :
        List.of(
            crashed(),
            new Postgres.Absent(),
            new Postgres.Unusable("?"),
            new Postgres.Witness(),
            revoked(9),
            new Postgres.Busy("its postmaster has ended", true),
            primary(E2, 2, 9, List.of(), 1))) {
      assertThat(codes(OPEN, report(A, E1, postgres), follows(B), follows(C)))
          .as("%s", postgres)
          .contains(ProblemCode.POSTMASTER_DEAD);
      assertThat(evidence(OPEN, report(A, E1, postgres), follows(B), follows(C)))
          .as("in words")
          .anyMatch(text -> text.matches("the agent of a reports [a-zA-Z0-9?: ]+"));
    }
    assertThat(evidence(OPEN, report(A, E1, crashed()), follows(B), follows(C)))
        .containsExactly("the agent of a reports that PostgreSQL has ended");
    assertThat(codes(OPEN, report(A, E1, new Postgres.Busy("look")), follows(B), follows(C)))
        .isEmpty();
  }
}
