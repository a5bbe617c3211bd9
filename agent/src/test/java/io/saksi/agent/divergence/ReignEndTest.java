package io.saksi.agent.divergence;

import static org.assertj.core.api.Assertions.assertThat;

import io.saksi.core.model.Lsn;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ReignEndTest {
  private static final Lsn FLOOR = Lsn.parse("0/3000000");
  private static final Lsn BEYOND = Lsn.parse("0/3000100");

  private static ReignEnd end(boolean forced, boolean synchronous) {
    return new ReignEnd(1, 1, forced, synchronous, FLOOR);
  }

  @Test
  void onlyAnElectionByTheRuleProvesThatNobodyWasAnswered() {
    assertThat(end(false, true).of(BEYOND)).isEqualTo(Acknowledgement.UNACKNOWLEDGED);
    assertThat(end(true, true).of(BEYOND)).isEqualTo(Acknowledgement.POSSIBLY_ACKNOWLEDGED);
    assertThat(end(false, false).of(BEYOND)).isEqualTo(Acknowledgement.POSSIBLY_ACKNOWLEDGED);
  }

  @Test
  void whatIsAtTheFloorWasFlushedByEnough() {
    assertThat(end(false, true).of(FLOOR)).isEqualTo(Acknowledgement.POSSIBLY_ACKNOWLEDGED);
  }

  @Test
  void whatIsNotKnownCountsAsTheWorst() {
    assertThat(ReignEnd.classed(Optional.empty(), BEYOND))
        .isEqualTo(Acknowledgement.POSSIBLY_ACKNOWLEDGED);
  }

  @Test
  void twoLooksAtOneReignTellTheWorseOfBoth() {
    assertThat(end(false, true).and(end(true, true)).of(BEYOND))
        .isEqualTo(Acknowledgement.POSSIBLY_ACKNOWLEDGED);
  }
}
