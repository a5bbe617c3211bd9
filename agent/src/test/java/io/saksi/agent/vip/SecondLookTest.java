package io.saksi.agent.vip;

import static org.assertj.core.api.Assertions.assertThat;

import io.saksi.core.model.Moment;
import io.saksi.core.view.VipFacts;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** I3 at the moment of effect: the right to an address may end while its neighbours are asked. */
class SecondLookTest {
  private static final VipAddress VIP = VipAddress.parse("10.0.0.100/24@eth0");
  private static final Duration LIFETIME = Duration.ofSeconds(2);

  private final FakeProvider provider = new FakeProvider();
  private final Vip vip = new Vip(VIP, VipFacts.Role.WRITE, "", provider, _ -> {});
  private final List<String> order = new ArrayList<>();
  private Moment now = new Moment(1_000_000_000_000L);

  private void take(boolean may) throws Exception {
    Vip.Taking taking =
        new Vip.Taking(
            Set.of(),
            () -> {
              order.add("may it");
              return may;
            },
            _ -> order.add("guard told"));
    for (int i = 0; i < 10; i++) {
      if (!vip.isHeld()) {
        vip.take(now, LIFETIME, taking);
      }
      now = now.plus(Probe.BETWEEN);
    }
  }

  @Test
  void whoMayNoLongerHoldItDoesNotAddIt() throws Exception {
    take(false);
    assertThat(order).startsWith("guard told", "may it");
    assertThat(provider.has(VIP)).isFalse();
    assertThat(provider.deeds()).doesNotContain("add 2");
  }

  @Test
  void theGuardKnowsOfItBeforeItIsThere() throws Exception {
    take(true);
    assertThat(order).containsExactly("guard told", "may it");
    assertThat(provider.has(VIP)).isTrue();
  }
}
