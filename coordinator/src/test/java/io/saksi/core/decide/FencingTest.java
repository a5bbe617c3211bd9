package io.saksi.core.decide;

import static io.saksi.core.States.A;
import static io.saksi.core.States.E1;
import static io.saksi.core.States.E2;
import static io.saksi.core.States.crashed;
import static io.saksi.core.States.primary;
import static io.saksi.core.States.report;
import static io.saksi.core.States.revoked;
import static org.assertj.core.api.Assertions.assertThat;

import io.saksi.core.model.Deposed;
import io.saksi.core.model.Epoch;
import io.saksi.core.view.Postgres;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What of a former primary's own words is a proof that it no longer serves (I2, I3). */
class FencingTest {
  private static final Deposed OF_FIRST = new Deposed(E1, A, Optional.empty());
  private static final List<Postgres> NO_PRIMARY =
      List.of(crashed(), new Postgres.Absent(), revoked(10));

  private static boolean fenced(Epoch promised, Postgres postgres) {
    return Fencing.fencedItself(OF_FIRST, report(A, promised, postgres));
  }

  @Test
  void whoPromisedALaterEpochAndRunsNoPrimaryIsFenced() {
    assertThat(NO_PRIMARY).allMatch(postgres -> fenced(E2, postgres));
  }

  @Test
  void withoutThePromiseNobodyIsFencedForItMayStartAgain() {
    assertThat(NO_PRIMARY).noneMatch(postgres -> fenced(E1, postgres));
    assertThat(fenced(E1, primary(E2, 2, 10, List.of(), 1))).isFalse();
  }

  @Test
  void aPrimaryThatRunsInTheNameOfTheEndedReignIsNotFencedByItsPromise() {
    assertThat(fenced(E2, primary(E1, 1, 10, List.of(), 1))).isFalse();
    assertThat(fenced(E2, primary(E2, 1, 10, List.of(), 1))).isTrue();
  }

  @Test
  void whereItIsNotKnownWhatRunsNothingIsProven() {
    assertThat(
            List.of(
                new Postgres.Busy("rewind"),
                new Postgres.Busy("ending its processes", true),
                new Postgres.Unusable("no such directory"),
                new Postgres.Witness()))
        .noneMatch(postgres -> fenced(E2, postgres));
  }
}
