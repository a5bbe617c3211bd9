package io.saksi.agent.vip;

import static io.saksi.agent.vip.Reigns.A;
import static io.saksi.agent.vip.Reigns.B;
import static io.saksi.agent.vip.Reigns.E1;

import io.saksi.core.decide.ReadPlacement;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When a standby's read-only address comes and goes. */
class ReadAddressFollowsTheBroadcastTest {
  private static final VipAddress VIP = VipAddress.parse("10.0.0.101/24@eth0");
  private static final Map<String, io.saksi.core.model.NodeId> TO_B = Map.of("10.0.0.101", B);
  private static final Duration A_WHILE = Duration.ofMillis(600);

  private final FakeProvider provider = new FakeProvider();
  private VipNode node;
  @TempDir private Path directory;

  @BeforeEach
  void start() throws Exception {
    node = new VipNode(B, VipNode.config(List.of(), List.of(List.of(VIP))), provider, directory);
  }

  @AfterEach
  void stop() {
    node.close();
  }

  private boolean held() {
    return provider.has(VIP);
  }

  private void hold() throws Exception {
    node.read(Reigns.openA());
    Eventually.is(
        "held",
        () -> {
          node.hears(TO_B);
          return held();
        });
  }

  @Test
  void itComesWhereTheLeaderPutsItBehindAnOpenReadGate() throws Exception {
    hold();
  }

  @Test
  void behindAClosedGateItDoesNot() throws Exception {
    node.hands.know(Reigns.openA());
    Eventually.stays(
        "not held",
        A_WHILE,
        () -> {
          node.hears(TO_B);
          return !held();
        });
  }

  @Test
  void itGoesWhenTheGateCloses() throws Exception {
    hold();
    node.hands.closeGate();
    Eventually.stays("gone", A_WHILE, () -> !held());
  }

  @Test
  void itGoesWhenTheLeaderPutsItElsewhere() throws Exception {
    hold();
    node.hears(Map.of("10.0.0.101", A));
    Eventually.is("gone", () -> !held());
  }

  @Test
  void itGoesWhenNoLeaderIsHeard() throws Exception {
    hold();
    Eventually.is("gone", ReadPlacement.HEARD_WITHIN.plusSeconds(2), () -> !held());
  }

  @Test
  void thePrimaryDoesNotTakeItUnlessItIsConfiguredTo() throws Exception {
    node.renew(E1, Duration.ofSeconds(60));
    node.open(E1, Reigns.openA());
    Eventually.stays(
        "not held",
        A_WHILE,
        () -> {
          node.hears(TO_B);
          return !held();
        });
  }
}
