package io.saksi.agent.workload;

import static org.assertj.core.api.Assertions.assertThat;

import io.saksi.core.model.Moment;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class GapMeterTest {
  private final GapMeter meter = new GapMeter(at(0));

  private static Moment at(long ms) {
    return new Moment(Duration.ofMillis(ms).toNanos());
  }

  @Test
  void theLongestGapCountsFromTheLastCommitBeforeTheMoment() {
    meter.acknowledged(at(100));
    meter.acknowledged(at(900));
    meter.acknowledged(at(1_000));
    assertThat(meter.longestSince(at(500), at(1_000))).contains(new Gap(at(100), at(900), true));
    assertThat(meter.longestSince(at(950), at(1_000))).contains(new Gap(at(900), at(1_000), true));
  }

  @Test
  void aGapThatIsStillOpenCounts() {
    meter.acknowledged(at(100));
    assertThat(meter.longestSince(at(150), at(700))).contains(new Gap(at(100), at(700), false));
  }

  @Test
  void steadyServiceHasNoGap() {
    for (int ms = 0; ms <= 100; ms++) {
      meter.acknowledged(at(ms));
    }
    assertThat(meter.longestSince(at(0), at(101))).isEmpty();
  }
}
