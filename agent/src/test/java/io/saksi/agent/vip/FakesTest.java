package io.saksi.agent.vip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.saksi.core.model.Epoch;
import io.saksi.core.plan.Action;
import io.saksi.core.view.Gate;
import io.saksi.core.view.Postgres;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FakesTest {
  private static final VipAddress VIP = VipAddress.parse("10.0.0.100/24@eth0");

  @Test
  void theProviderHoldsRefusesAndLetsStrangersAnswer() throws Exception {
    FakeProvider provider = new FakeProvider();
    List<String> strangers = new ArrayList<>();
    provider.add(VIP, Duration.ofSeconds(2));
    assertThat(provider.holds(VIP)).isTrue();
    provider.refuses("no");
    assertThatThrownBy(() -> provider.remove(VIP)).hasMessage("no");
    provider.obeys();
    provider.remove(VIP);
    provider.link(VIP, strangers::add).probe();
    provider.isHeldBy("02:00:00:00:00:66");
    provider.link(VIP, strangers::add).probe();
    provider.isHeldByNobody();
    provider.link(VIP, strangers::add).probe();
    assertThat(provider.holds(VIP)).isFalse();
    assertThat(strangers).containsExactly("02:00:00:00:00:66");
    assertThat(provider.deeds()).containsExactly("add 2", "remove", "probe", "probe", "probe");
  }

  @Test
  void theHandsOpenCloseAndDie() throws Exception {
    FakeHands hands = new FakeHands();
    hands.perform(new Action.SetGate(new Epoch(1), Gate.WRITE), Reigns.openA());
    assertThat(hands.observe().gate()).isEqualTo(Gate.WRITE);
    assertThat(hands.observe().primaryProcess()).isTrue();
    hands.closeGate();
    assertThat(hands.gate()).isEqualTo(Gate.CLOSED);
    assertThat(hands.killAll(Duration.ofSeconds(1))).isTrue();
    assertThat(hands.observe().postgres()).isInstanceOf(Postgres.Stopped.class);
  }
}
