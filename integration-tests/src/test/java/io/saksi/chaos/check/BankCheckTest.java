package io.saksi.chaos.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.saksi.chaos.check.BankHistory.Look;
import io.saksi.chaos.check.BankHistory.Transfer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Two accounts of ten each, and three from the first to the second. */
class BankCheckTest {
  private static final Map<Integer, Long> FIRST = Map.of(1, 10L, 2, 10L);
  private static final Map<Integer, Long> MOVED = Map.of(1, 7L, 2, 13L);

  private static List<Anomaly> found(
      Outcome outcome, Map<Integer, Long> seen, List<Long> ledger, Map<Integer, Long> last) {
    Transfer transfer = new Transfer(7, 1, 1, 2, 3, new Span(0, 1), outcome);
    Look look = new Look(7, seen, new Span(2, 3));
    return BankCheck.check(new BankHistory(FIRST, List.of(transfer), List.of(look), ledger, last))
        .stream()
        .map(Violation::anomaly)
        .toList();
  }

  @Test
  void itMovesOrDoesNot() {
    assertThat(found(Outcome.OK, MOVED, List.of(1L), MOVED)).isEmpty();
    assertThat(found(Outcome.UNKNOWN, FIRST, List.of(1L), MOVED)).isEmpty();
    assertThat(found(Outcome.UNKNOWN, FIRST, List.of(), FIRST)).isEmpty();
    assertThat(found(Outcome.FAILED, FIRST, List.of(), FIRST)).isEmpty();
  }

  @Test
  void halfOfATransferIsSeen() {
    assertThat(found(Outcome.OK, Map.of(1, 7L, 2, 10L), List.of(1L), MOVED))
        .containsExactly(Anomaly.WRONG_SUM);
  }

  @Test
  void anAcknowledgedTransferIsLost() {
    assertThat(found(Outcome.OK, MOVED, List.of(), FIRST)).containsExactly(Anomaly.LOST_WRITE);
  }

  @Test
  void aTransferIsThereTwice() {
    assertThat(found(Outcome.OK, MOVED, List.of(1L, 1L), MOVED))
        .containsExactly(Anomaly.DOUBLED_WRITE);
  }

  @Test
  void aTransferThatWasRolledBackIsThere() {
    assertThat(found(Outcome.FAILED, FIRST, List.of(1L), MOVED)).containsExactly(Anomaly.G1A);
  }

  @Test
  void theLedgerHasATransferAndTheAccountsHaveNot() {
    assertThat(found(Outcome.OK, FIRST, List.of(1L), FIRST)).containsExactly(Anomaly.WRONG_BALANCE);
  }

  @Test
  void theLedgerHasWhatNobodyAskedFor() {
    assertThat(found(Outcome.OK, MOVED, List.of(1L, 9L), MOVED))
        .containsExactly(Anomaly.PHANTOM_WRITE);
  }
}
