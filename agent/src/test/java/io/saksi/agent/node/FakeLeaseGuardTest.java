package io.saksi.agent.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.saksi.core.model.Epoch;
import io.saksi.core.model.Moment;
import org.junit.jupiter.api.Test;

class FakeLeaseGuardTest {
  private final FakeLeaseGuard guard = new FakeLeaseGuard();

  @Test
  void theLastArmingStandsUntilItIsDisarmed() {
    guard.arm(new Epoch(1), new Moment(10));
    guard.arm(new Epoch(2), new Moment(20));
    assertThat(guard.armed()).contains(new LeaseGuard.Armed(new Epoch(2), new Moment(20)));
    guard.disarm();
    assertThat(guard.armed()).isEmpty();
    assertThat(guard.history()).hasSize(2);
  }

  @Test
  void itLivesUntilItDies() {
    assertThat(guard.isAlive(new Moment(0))).isTrue();
    guard.dies();
    assertThat(guard.isAlive(new Moment(0))).isFalse();
  }
}
