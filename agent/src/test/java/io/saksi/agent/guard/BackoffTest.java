package io.saksi.agent.guard;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class BackoffTest {
  private static final Duration SHORT = Duration.ofSeconds(1);
  private final Backoff backoff = new Backoff();

  @Test
  void theFirstRestartIsAtOnceAndThenThePauseGrowsToItsBound() {
    assertThat(backoff.afterRunOf(SHORT)).isZero();
    assertThat(backoff.afterRunOf(SHORT)).isEqualTo(Backoff.FIRST);
    assertThat(backoff.afterRunOf(SHORT)).isEqualTo(Backoff.FIRST.multipliedBy(2));
    for (int i = 0; i < 100; i++) {
      assertThat(backoff.afterRunOf(SHORT)).isLessThanOrEqualTo(Backoff.LONGEST);
    }
    assertThat(backoff.afterRunOf(SHORT)).isEqualTo(Backoff.LONGEST);
  }

  @Test
  void aGoodRunForgivesTheShortOnes() {
    backoff.afterRunOf(SHORT);
    backoff.afterRunOf(SHORT);
    assertThat(backoff.afterRunOf(Backoff.SHORT_RUN)).isZero();
    assertThat(backoff.afterRunOf(SHORT)).isZero();
  }
}
