package io.saksi.chaos.client;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AcksTest {
  private static Acks noted(int times) {
    Acks acks = new Acks();
    for (int i = 0; i < times; i++) {
      acks.note();
    }
    return acks;
  }

  @Test
  void withoutAnyTheWholeSpanIsOneGap() {
    assertThat(new Acks().longestGap(10, 30)).isEqualTo(20);
  }

  @Test
  void whatLiesOutsideOfTheSpanDoesNotCount() {
    Acks acks = noted(3);
    long[] times = acks.times();
    assertThat(acks.longestGap(times[2] + 10, times[2] + 25)).isEqualTo(15);
    assertThat(acks.longestGap(times[0] - 40, times[0] - 10)).isEqualTo(30);
    assertThat(acks.longestGap(times[0] - 1_000_000_000, times[2])).isEqualTo(1_000_000_000);
  }

  @Test
  void moreThanThereWasRoomFor() {
    assertThat(noted(5_000).count()).isEqualTo(5_000);
  }
}
