package io.saksi.chaos.check;

import static io.saksi.chaos.check.ListStories.append;
import static io.saksi.chaos.check.ListStories.read;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The smallest history of each anomaly, and it alone is found. */
class ListCheckTest {
  @Test
  void aSerialHistoryIsFine() {
    assertThat(
            new ListStories()
                .ok(append(1, 1), read(2))
                .ok(read(1, 1L), append(1, 2), append(2, 3))
                .ok(read(1, 1L, 2L), read(2, 3L))
                .anomalies())
        .isEmpty();
  }

  @Test
  void whatIsUnknownMayHaveHappenedOrNot() {
    assertThat(new ListStories().unknown(append(1, 1)).ok(read(1, 1L)).anomalies()).isEmpty();
    assertThat(new ListStories().unknown(append(1, 1)).ok(read(1)).anomalies()).isEmpty();
  }

  @Test
  void writeCycleIsG0() {
    assertThat(
            new ListStories()
                .ok(append(1, 1), append(2, 4))
                .ok(append(1, 2), append(2, 3))
                .ok(read(1, 1L, 2L), read(2, 3L, 4L))
                .anomalies())
        .containsExactly(Anomaly.G0);
  }

  @Test
  void abortedReadIsG1a() {
    assertThat(new ListStories().failed(append(1, 1)).ok(read(1, 1L)).anomalies())
        .containsExactly(Anomaly.G1A);
  }

  @Test
  void intermediateReadIsG1b() {
    // Of an unknown writer, so that the half that is missing is not also a cycle.
    assertThat(new ListStories().unknown(append(1, 1), append(1, 2)).ok(read(1, 1L)).anomalies())
        .containsExactly(Anomaly.G1B);
  }

  @Test
  void circularInformationIsG1c() {
    assertThat(
            new ListStories()
                .ok(append(1, 1), read(2, 2L))
                .ok(append(2, 2), read(1, 1L))
                .anomalies())
        .containsExactly(Anomaly.G1C);
  }

  @Test
  void readSkewIsGSingle() {
    assertThat(
            new ListStories()
                .ok(append(1, 1), append(2, 2))
                .ok(read(1), read(2, 2L))
                .ok(read(1, 1L), read(2, 2L))
                .anomalies())
        .containsExactly(Anomaly.G_SINGLE);
  }

  @Test
  void writeSkewIsG2() {
    assertThat(
            new ListStories()
                .ok(read(1), append(2, 2))
                .ok(read(2), append(1, 1))
                .ok(read(1, 1L), read(2, 2L))
                .anomalies())
        .containsExactly(Anomaly.G2);
  }

  @Test
  void historiesThatPartedAreIncompatible() {
    assertThat(
            new ListStories()
                .ok(append(1, 1))
                .ok(append(1, 2))
                .ok(read(1, 1L))
                .ok(read(1, 2L, 1L))
                .anomalies())
        .contains(Anomaly.INCOMPATIBLE_ORDER);
  }

  @Test
  void aTransactionThatDoesNotSeeItselfIsInternal() {
    assertThat(new ListStories().ok(append(1, 1), read(1)).ok(read(1, 1L)).anomalies())
        .contains(Anomaly.INTERNAL);
    assertThat(new ListStories().ok(append(1, 1)).ok(read(1), read(1, 1L)).anomalies())
        .contains(Anomaly.INTERNAL);
  }

  @Test
  void aTransactionReadsWhatItWillAppend() {
    assertThat(new ListStories().ok(read(1, 1L), append(1, 1)).anomalies())
        .contains(Anomaly.INTERNAL);
  }

  @Test
  void whatOneTransactionAppendedIsReadInAnotherOrder() {
    assertThat(new ListStories().ok(append(1, 1), append(1, 2)).ok(read(1, 2L, 1L)).anomalies())
        .contains(Anomaly.INTERNAL);
  }

  @Test
  void anElementThatIsThereTwiceOrFromNowhere() {
    assertThat(new ListStories().ok(append(1, 1)).ok(read(1, 1L, 1L)).anomalies())
        .contains(Anomaly.DOUBLED_WRITE);
    assertThat(new ListStories().ok(append(1, 1)).ok(read(1, 1L, 9L)).anomalies())
        .contains(Anomaly.PHANTOM_WRITE);
    assertThat(new ListStories().ok(append(1, 1)).ok(read(2, 1L)).anomalies())
        .contains(Anomaly.PHANTOM_WRITE);
  }

  @Test
  void whatTheLastReadLacksIsLost() {
    assertThat(new ListStories().at(1, 0, 1, append(1, 1)).at(2, 2, 3, read(1)).anomalies())
        .containsExactly(Anomaly.LOST_WRITE);
  }

  @Test
  void aReadThatLacksWhatWasAcknowledgedBefore() {
    assertThat(
            new ListStories()
                .at(1, 0, 1, append(1, 1))
                .at(1, 2, 3, read(1))
                .at(3, 4, 5, read(1, 1L))
                .anomalies())
        .containsExactly(Anomaly.NOT_OWN_WRITE);
    assertThat(
            new ListStories()
                .at(1, 0, 1, append(1, 1))
                .at(2, 2, 3, read(1))
                .at(3, 4, 5, read(1, 1L))
                .anomalies())
        .containsExactly(Anomaly.STALE_READ);
  }

  @Test
  void aReadThatForgetsWhatTheClientHasRead() {
    assertThat(
            new ListStories()
                .unknown(append(1, 1))
                .at(2, 2, 3, read(1, 1L))
                .at(2, 4, 5, read(1))
                .anomalies())
        .containsExactly(Anomaly.NOT_MONOTONIC);
  }

  @Test
  void aLongChainIsNoCycleAndDoesNotOverflow() {
    ListStories chain = new ListStories();
    Long[] all = new Long[20_000];
    for (int i = 0; i < all.length; i++) {
      chain.ok(append(1, i));
      all[i] = (long) i;
    }
    assertThat(chain.ok(read(1, all)).anomalies()).isEmpty();
  }
}
