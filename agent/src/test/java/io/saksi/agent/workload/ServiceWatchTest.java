package io.saksi.agent.workload;

import static org.assertj.core.api.Assertions.assertThat;

import io.saksi.core.model.Moment;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ServiceWatchTest {
  private static final Moment BEGIN = new Moment(0);
  private static final Gap GAP = new Gap(BEGIN, BEGIN.plus(Duration.ofMillis(50)), true);

  private final ServiceWatch watch = new ServiceWatch(2, Duration.ofSeconds(1));

  @Test
  void oneFailedSessionIsNoLossWhileAnotherIsServed() {
    assertThat(watch.failed(0, BEGIN, "cut")).isEmpty();
    assertThat(watch.failed(0, BEGIN, "cut again")).isEmpty();
    assertThat(watch.acknowledged(0, GAP)).isEmpty();
  }

  @Test
  void theLossIsToldOnceAndTheReturnOnce() {
    assertThat(watch.failed(0, BEGIN, "cut")).isEmpty();
    assertThat(watch.failed(1, BEGIN, "cut too")).contains(new ServiceEvent.Lost(BEGIN, "cut too"));
    assertThat(watch.failed(0, BEGIN, "refused")).isEmpty();
    assertThat(watch.acknowledged(1, GAP)).contains(new ServiceEvent.Back(GAP.end(), GAP));
    assertThat(watch.acknowledged(0, GAP)).isEmpty();
  }

  @Test
  void silenceIsALossWithoutAnyFailure() {
    assertThat(watch.tick(BEGIN, BEGIN.plus(Duration.ofMillis(999)))).isEmpty();
    assertThat(watch.tick(BEGIN, BEGIN.plus(Duration.ofSeconds(1)))).isPresent();
    assertThat(watch.tick(BEGIN, BEGIN.plus(Duration.ofSeconds(2)))).isEmpty();
  }
}
