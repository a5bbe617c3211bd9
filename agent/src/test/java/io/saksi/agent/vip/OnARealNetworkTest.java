package io.saksi.agent.vip;

import static io.saksi.agent.vip.Reigns.A;
import static io.saksi.agent.vip.Reigns.B;
import static io.saksi.agent.vip.Reigns.E1;
import static io.saksi.agent.vip.Reigns.E2;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.saksi.agent.os.HostAddresses;
import io.saksi.core.model.Epoch;
import io.saksi.core.model.NodeId;
import io.saksi.core.view.VipFacts;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Two nodes, a client and a stranger on one switch: network namespaces, so it needs root. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class OnARealNetworkTest {
  private static final Duration LONG = Duration.ofSeconds(60);

  @TempDir private Path directory;
  private Lan lan;
  private EchoHost echoA;
  private EchoHost echoB;
  private VipNode a;
  private VipNode b;

  @BeforeEach
  void plug() throws Exception {
    lan = new Lan("a", "b", "client", "stranger");
    echoA = EchoHost.on(lan.host("a"), 'a');
    echoB = EchoHost.on(lan.host("b"), 'b');
    a = node(A, "a");
    b = node(B, "b");
    b.hears(Map.of(), lan.hardware("a"));
    a.hears(Map.of(), lan.hardware("b"));
  }

  private VipNode node(NodeId id, String host) throws Exception {
    Path own = Files.createDirectories(directory.resolve(host));
    return lan.host(host)
        .in(() -> {
          List<VipAddress> write = List.of(Lan.IPV4, Lan.IPV6);
          return new VipNode(id, VipNode.config(write, List.of()), new LinuxProvider(write), own);
        });
  }

  @AfterEach
  void unplug() throws Exception {
    try (AutoCloseable _ = lan;
        AutoCloseable _ = echoA;
        AutoCloseable _ = echoB;
        AutoCloseable _ = a;
        AutoCloseable _ = b) {
      // Closed in the reverse order, as far as they were made.
    }
  }

  private static VipAddress vip(String text) {
    return text.contains(":") ? Lan.IPV6 : Lan.IPV4;
  }

  private char answers(VipAddress vip) throws Exception {
    return EchoHost.who(lan.host("client"), vip.address());
  }

  private static void lead(VipNode node, Epoch epoch, Duration lease) throws Exception {
    var state = epoch.equals(E1) ? Reigns.openA() : Reigns.openB();
    node.hands.know(state);
    node.renew(epoch, lease);
    node.open(epoch, state);
  }

  private void awaitAnswer(char who, VipAddress vip) throws Exception {
    Eventually.is(who + " answers at " + vip, () -> answers(vip) == who);
  }

  @ParameterizedTest
  @ValueSource(strings = {"10.99.0.100", "fd99::100"})
  void clientOnAnotherHostFollowsTheAddress(String text) throws Exception {
    VipAddress vip = vip(text);
    lead(a, E1, LONG);
    awaitAnswer('a', vip);
    assertThat(lan.neighbour("client", vip)).isEqualTo(lan.hardware("a"));
    b.hands.know(Reigns.electedB());
    a.hands.closeGate();
    lead(b, E2, LONG);
    // Without an announcement the client would go on sending to a for half a minute.
    Eventually.is("b answers", Duration.ofSeconds(3), () -> answers(vip) == 'b');
    assertThat(lan.neighbour("client", vip)).isEqualTo(lan.hardware("b"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"10.99.0.100", "fd99::100"})
  void frozenFormerHolderThatStillAnswersDoesNotKeepTheSuccessorFromTakingIt(String text)
      throws Exception {
    VipAddress vip = vip(text);
    lead(a, E1, LONG);
    awaitAnswer('a', vip);
    a.close(); // nothing of a's agent runs, its kernel does
    lan.host("a")
        .run(
            "ip",
            "addr",
            "change",
            vip.text() + "/" + vip.prefix(),
            "dev",
            "eth0",
            "valid_lft",
            "forever",
            "preferred_lft",
            "forever");
    b.hands.know(Reigns.electedB());
    lead(b, E2, LONG);
    Eventually.is("b answers", () -> answers(vip) == 'b');
    assertThat(lan.has("a", vip)).as("a's kernel still has it").isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"10.99.0.100", "fd99::100"})
  void strangerKeepsTheAddressFromBeingTakenAndStatusNamesHim(String text) throws Exception {
    VipAddress vip = vip(text);
    lan.host("stranger")
        .run(
            "ip",
            "addr",
            "add",
            vip.text() + "/" + vip.prefix(),
            "dev",
            "eth0",
            vip.isIpv6() ? "nodad" : "noprefixroute");
    lead(a, E1, LONG);
    Eventually.is("in status", () -> a.facts(vip).trouble().isPresent());
    assertThat(a.facts(vip).trouble().get().kind()).isEqualTo(VipFacts.Trouble.Kind.CONFLICT);
    assertThat(a.facts(vip).trouble().get().text()).contains(lan.hardware("stranger"));
    Eventually.stays("not taken", Duration.ofSeconds(2), () -> !lan.has("a", vip));
    lan.host("stranger").run("ip", "addr", "del", vip.text() + "/" + vip.prefix(), "dev", "eth0");
    awaitAnswer('a', vip);
    Eventually.is("all is well", () -> a.facts(vip).trouble().isEmpty());
  }

  @ParameterizedTest
  @ValueSource(strings = {"10.99.0.100", "fd99::100"})
  void claimOfAStrangerIsAnsweredAndTheAddressKept(String text) throws Exception {
    VipAddress vip = vip(text);
    lead(a, E1, LONG);
    awaitAnswer('a', vip);
    // After the announcements of the beginning, so that only the defence can help.
    Thread.sleep(Defence.SCHEDULE.getLast().plusSeconds(1));
    VipProvider.Link strangers =
        lan.host("stranger").in(() -> new LinuxProvider(List.of(vip)).link(vip, _ -> {}));
    strangers.announce();
    Eventually.is("noticed", () -> a.facts(vip).trouble().isPresent());
    Eventually.is(
        "the client is back at a",
        Duration.ofSeconds(2),
        () -> lan.neighbour("client", vip).equals(lan.hardware("a")) && answers(vip) == 'a');
    assertThat(lan.has("a", vip)).isTrue();
    strangers.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"10.99.0.100", "fd99::100"})
  void addressOfAnAgentThatIsGoneExpiresInTheKernel(String text) throws Exception {
    VipAddress vip = vip(text);
    lead(a, E1, Duration.ofMillis(2850));
    awaitAnswer('a', vip);
    a.renew(E1, Duration.ofMillis(2850));
    long renewed = System.nanoTime();
    Eventually.is("its lifetime was renewed", () -> !lan.host("a").in(() -> shortLived(vip)));
    a.close();
    // The earliest proof that the lease is over is TTL and margin after the renewal was sent.
    Eventually.is("gone by itself", Duration.ofMillis(3100), () -> !lan.has("a", vip));
    System.out.printf(
        "measured: %s expired %d ms after the last renewal%n",
        vip.text(), TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - renewed));
  }

  private static boolean shortLived(VipAddress vip) {
    return HostAddresses.all().stream()
        .filter(p -> p.address().equals(vip.address()))
        .noneMatch(p -> p.validFor().orElseThrow().toSeconds() >= 1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"10.99.0.100", "fd99::100"})
  void connectionsAreResetWhenTheAddressGoes(String text) throws Exception {
    VipAddress vip = vip(text);
    lead(a, E1, LONG);
    awaitAnswer('a', vip);
    try (Socket idle = lan.host("client").in(() -> EchoHost.connect(vip.address()))) {
      assertThat(idle.getInputStream().read()).isEqualTo('a');
      idle.setSoTimeout(5_000);
      a.hands.closeGate();
      assertThatThrownBy(() -> idle.getInputStream().read())
          .isInstanceOf(IOException.class)
          .hasMessageContaining("reset");
    }
    assertThat(lan.has("a", vip)).isFalse();
    assertThat(EchoHost.who(lan.host("client"), lan.host("a").in(this::ownAddress)))
        .as("only connections of the address were reset")
        .isEqualTo('a');
  }

  private java.net.InetAddress ownAddress() {
    return java.net.InetAddress.ofLiteral("10.99.0.1");
  }

  @Test
  void addressIsNoSourceOfTheHostsOwnConnections() throws Exception {
    lead(a, E1, LONG);
    awaitAnswer('a', Lan.IPV4);
    awaitAnswer('a', Lan.IPV6);
    assertThat(lan.host("a").run("ip", "route", "get", "10.99.0.3")).contains("src 10.99.0.1");
    assertThat(lan.host("a").run("ip", "route", "get", "fd99::3")).contains("src fd99::1 ");
  }

  @Test
  void whatCannotBeHeldHereIsSaidBeforeAnythingStarts() throws Exception {
    assertThatThrownBy(() -> require("10.99.0.100/24@eth7"))
        .hasMessageContaining("no interface of that name here; there are ");
    assertThatThrownBy(() -> require("10.77.0.100/24@eth0"))
        .hasMessageContaining("no address of its own in that network; it has ")
        .hasMessageContaining("10.99.0.1/24");
    require("10.77.0.100/32@eth0");
  }

  private void require(String text) throws Exception {
    VipAddress vip = VipAddress.parse(text);
    try {
      lan.host("a")
          .in(() -> {
            new LinuxProvider(List.of(vip)).require(vip);
            return null;
          });
    } catch (java.util.concurrent.ExecutionException e) {
      throw (Exception) e.getCause();
    }
  }
}
