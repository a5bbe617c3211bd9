package io.saksi.agent.guard;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PulseTest {
  private static final long LOOKS = Pulse.HUNG_AFTER.dividedBy(Pulse.BETWEEN_LOOKS);
  private static final long LOOKS_AT_START = Pulse.STARTS_WITHIN.dividedBy(Pulse.BETWEEN_LOOKS);

  @Test
  void anAgentThatBeatsLives() {
    Pulse pulse = new Pulse(0);
    for (long beat = 1; beat < 10 * LOOKS; beat++) {
      assertThat(pulse.hasStopped(beat / 3)).isFalse();
    }
  }

  @Test
  void oneThatStoppedBeatingHasHungAfterTheBound() {
    Pulse pulse = new Pulse(0);
    pulse.hasStopped(5);
    for (long look = 1; look < LOOKS; look++) {
      assertThat(pulse.hasStopped(5)).isFalse();
    }
    assertThat(pulse.hasStopped(5)).isTrue();
  }

  @Test
  void aFormerAgentsBeatIsNoneOfThisOnes() {
    Pulse pulse = new Pulse(77);
    for (long look = 1; look < LOOKS_AT_START; look++) {
      assertThat(pulse.hasStopped(77)).isFalse();
    }
    assertThat(pulse.hasStopped(77)).isTrue();
  }

  /** On a busy machine a program takes long to come to its first beat, or to say that it cannot. */
  @Test
  void itIsAliveFromItsFirstBeatOn() {
    Pulse pulse = new Pulse(77);
    for (long look = 1; look < LOOKS_AT_START; look++) {
      pulse.hasStopped(77);
    }
    assertThat(pulse.alive()).isZero();
    pulse.hasStopped(78);
    pulse.hasStopped(79);
    assertThat(pulse.alive()).isEqualTo(Pulse.BETWEEN_LOOKS.multipliedBy(2));
  }
}
