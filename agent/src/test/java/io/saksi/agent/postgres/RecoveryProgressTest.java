package io.saksi.agent.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class RecoveryProgressTest {
  private static final long STALLED = RecoveryProgress.STALLED_AFTER.toNanos();

  private final AtomicReference<Optional<String>> work = new AtomicReference<>(Optional.of("0"));
  private final RecoveryProgress progress = new RecoveryProgress(work::get, 0);

  @Test
  void recoveryThatAdvancesMayTakeAsLongAsItNeeds() {
    for (long hour = 0; hour < 100; hour++) {
      work.set(Optional.of("read " + hour));
      assertThat(progress.isStalled(hour * (STALLED - 1))).isFalse();
    }
  }

  @Test
  void oneThatStandsStillIsAProblem() {
    assertThat(progress.isStalled(1)).isFalse();
    assertThat(progress.isStalled(STALLED)).isFalse();
    assertThat(progress.isStalled(STALLED + 1)).isTrue();
  }

  @Test
  void whatAStandbyFetchesIsReadFromItsTitles() {
    assertThat(
            RecoveryProgress.position("postgres: b: startup recovering 0000000200000000000000A3"))
        .isEqualTo("startup 0000000200000000000000A3");
    assertThat(RecoveryProgress.position("postgres: startup waiting for 000000010000000000000002"))
        .isEqualTo("startup 000000010000000000000002");
    assertThat(RecoveryProgress.position("postgres: b: walreceiver streaming 0/3000148"))
        .isEqualTo("receiver 0/3000148");
    assertThat(RecoveryProgress.position("postgres: b: walreceiver ")).isEmpty();
  }

  @Test
  void nothingIsSaidWhereTheStartupProcessIsNotToBeSeen() {
    work.set(Optional.empty());
    assertThat(progress.isStalled(10 * STALLED)).isFalse();
  }
}
