package io.saksi.chaos.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.saksi.chaos.check.RowHistory.Insert;
import io.saksi.chaos.check.RowHistory.Read;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** One history that is right, and one for each thing that may be wrong with it. */
class RowCheckTest {
  private static final Insert ONE = insert(1, 0, 1, Outcome.OK);
  private static final Insert TWO = insert(2, 2, 3, Outcome.OK);

  private static Insert insert(long row, long from, long to, Outcome outcome) {
    return new Insert(7, row, new Span(from, to), outcome);
  }

  private static Read read(long from, long to, Long... seen) {
    return new Read(7, 0, Set.of(seen), new Span(from, to));
  }

  private static List<Anomaly> found(List<Insert> inserts, List<Read> reads, Long... last) {
    return RowCheck.check(new RowHistory(inserts, reads, List.of(last))).stream()
        .map(Violation::anomaly)
        .toList();
  }

  @Test
  void whatWasAcknowledgedIsThereAndWhatIsUnknownMayBe() {
    List<Insert> inserts = List.of(ONE, TWO, insert(3, 4, 5, Outcome.UNKNOWN));
    assertThat(found(inserts, List.of(read(6, 7, 1L, 2L)), 1L, 2L)).isEmpty();
    assertThat(found(inserts, List.of(read(6, 7, 1L, 2L, 3L)), 1L, 2L, 3L)).isEmpty();
  }

  @Test
  void anAcknowledgedRowIsLost() {
    assertThat(found(List.of(ONE, TWO), List.of(), 1L)).containsExactly(Anomaly.LOST_WRITE);
  }

  @Test
  void aRowIsThereTwice() {
    assertThat(found(List.of(ONE), List.of(), 1L, 1L)).containsExactly(Anomaly.DOUBLED_WRITE);
  }

  @Test
  void aRowThatNobodyWroteIsThere() {
    assertThat(found(List.of(ONE), List.of(), 1L, 9L)).containsExactly(Anomaly.PHANTOM_WRITE);
  }

  @Test
  void aRowThatWasRolledBackIsThere() {
    List<Insert> inserts = List.of(insert(1, 0, 1, Outcome.FAILED));
    assertThat(found(inserts, List.of(), 1L)).containsExactly(Anomaly.G1A);
  }

  @Test
  void aClientDoesNotSeeItsOwnRow() {
    assertThat(found(List.of(ONE, TWO), List.of(read(4, 5, 1L)), 1L, 2L))
        .containsExactly(Anomaly.NOT_OWN_WRITE);
  }

  @Test
  void aRowThatWasSeenVanishes() {
    List<Insert> inserts = List.of(insert(1, 0, 1, Outcome.UNKNOWN));
    assertThat(found(inserts, List.of(read(4, 5, 1L), read(6, 7)), 1L))
        .containsExactly(Anomaly.NOT_MONOTONIC);
  }

  @Test
  void aReadThatBeganBeforeTheAnswerNeedNotSeeIt() {
    assertThat(found(List.of(ONE, TWO), List.of(read(3, 5, 1L)), 1L, 2L)).isEmpty();
  }
}
