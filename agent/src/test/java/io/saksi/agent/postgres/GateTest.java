package io.saksi.agent.postgres;

import static io.saksi.agent.postgres.TestNode.BOUND;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.saksi.agent.os.Signal;
import io.saksi.agent.os.Signals;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag(OrdinaryUser.TAG)
class GateTest {
  private static TestCluster cluster;
  private static TestNode node;

  @BeforeAll
  static void start() throws Exception {
    cluster = new TestCluster();
    node = cluster.primary();
  }

  @AfterAll
  static void stop() throws Exception {
    cluster.close();
  }

  @Test
  void openGateLetsClientsInAndClosingEndsThem() throws Exception {
    node.postgres.setGate(Gate.WRITE, BOUND);
    try (Connection session = node.client()) {
      assertThat(LocalSessions.value(session, "SELECT 1")).isEqualTo("1");
      for (int i = 0; i < 5; i++) {
        TestCluster.timed("gate close", () -> node.postgres.setGate(Gate.CLOSED, BOUND));
        assertThatThrownBy(node::client).hasMessageContaining("pg_hba.conf rejects");
        TestCluster.timed("gate open", () -> node.postgres.setGate(Gate.WRITE, BOUND));
        node.ask("SELECT 1");
      }
      assertThatThrownBy(() -> LocalSessions.value(session, "SELECT 1"))
          .hasMessageContaining("terminating connection");
    }
  }

  @Test
  void serverStartsWithItsGateClosed() throws Exception {
    node.postgres.stopFast(BOUND);
    assertThat(node.postgres.adopt()).isEmpty();
    node.startPrimary();
    assertThatThrownBy(node::client).hasMessageContaining("pg_hba.conf rejects");
  }

  @Test
  void clientThatBeganToLogInBeforeTheGateClosedDoesNotGetIn() throws Exception {
    node.postgres.setGate(Gate.WRITE, BOUND);
    try (Socket halfWay = new Socket(InetAddress.ofLiteral(TestNode.ADDRESS), node.port());
        Socket silent = new Socket(InetAddress.ofLiteral(TestNode.ADDRESS), node.port())) {
      halfWay.getOutputStream().write(startupMessage("client", "postgres"));
      assertThat(halfWay.getInputStream().read()).isEqualTo('R');
      silent.setSoTimeout(10_000);

      node.postgres.setGate(Gate.CLOSED, BOUND);

      halfWay.setSoTimeout(10_000);
      assertThat(halfWay.getInputStream().readAllBytes()).isNotNull();
      assertThat(silent.getInputStream().read()).isEqualTo(-1);
    }
  }

  @Test
  void rulesThatAreNoRulesLeaveTheGateClosed() throws Exception {
    InstanceConfig good = node.postgres.config();
    InstanceConfig bad =
        new InstanceConfig(
            good.node(),
            good.dataDirectory(),
            good.runDirectory(),
            good.listenAddress(),
            good.port(),
            good.secretFile(),
            List.of("host all all nonsense"),
            good.parameters(),
            good.archives());
    node.postgres.setGate(Gate.CLOSED, BOUND);
    try (var other = PostgresInstance.of(TestCluster.installation(), bad)) {
      assertThatThrownBy(() -> other.setGate(Gate.WRITE, Duration.ofMillis(300)))
          .isInstanceOf(OutcomeUnknownException.class)
          .hasMessageContaining("end-of-line before");
    }
    assertThatThrownBy(node::client).hasMessageContaining("pg_hba.conf rejects");
  }

  @Test
  void nobodyElseCanStartThisDataDirectory() throws Exception {
    node.postgres.stopFast(BOUND);
    Commands.Result result =
        Commands.of(TestCluster.installation().program("postgres"), "-D", node.data().toString())
            .run(BOUND);
    node.startPrimary();
    assertThat(result.succeeded()).isFalse();
    assertThat(result.output()).contains("only_the_saksi_agent_starts_this_postgresql");
  }

  @Test
  void closingThatNobodyLivedToVerifyCountsAsOpen() throws Exception {
    node.postgres.setGate(Gate.WRITE, BOUND);
    try (Connection session = node.client()) {
      long backend = Long.parseLong(LocalSessions.value(session, "SELECT pg_backend_pid()"));
      Signals.send(backend, Signal.SIGSTOP);
      try (var next = PostgresInstance.of(TestCluster.installation(), node.postgres.config())) {
        assertThatThrownBy(() -> node.postgres.setGate(Gate.CLOSED, Duration.ofSeconds(1)))
            .hasMessageContaining("client sessions remain");
        assertThat(next.gate()).as("as the next agent sees it").isEqualTo(Gate.WRITE);
        node.postgres.allowMembers(List.of(TestNode.ADDRESS, "127.0.0.9"), BOUND);
        assertThat(next.gate()).as("whoever writes the file meanwhile").isEqualTo(Gate.WRITE);
        assertThatThrownBy(node::client).hasMessageContaining("pg_hba.conf rejects");
        Signals.send(backend, Signal.SIGCONT);
        next.setGate(Gate.CLOSED, BOUND);
        assertThat(next.gate()).isEqualTo(Gate.CLOSED);
        assertThatThrownBy(() -> LocalSessions.value(session, "SELECT 1"))
            .hasMessageContaining("terminating connection");
      } finally {
        Signals.send(backend, Signal.SIGCONT);
      }
    }
  }

  @Test
  void lostRunDirectoryDoesNotPassForAClosedGate() throws Exception {
    node.postgres.setGate(Gate.WRITE, BOUND);
    RunFiles run = new RunFiles(node.postgres.config().runDirectory());
    java.nio.file.Files.delete(run.gate());
    assertThat(node.postgres.gate()).isEqualTo(Gate.WRITE);
    node.postgres.setGate(Gate.CLOSED, BOUND);
    assertThat(node.postgres.gate()).isEqualTo(Gate.CLOSED);
  }

  @Test
  void secondAgentAdoptsTheRunningServer() throws Exception {
    try (var second = PostgresInstance.of(TestCluster.installation(), node.postgres.config())) {
      Optional<Postmaster> adopted = second.adopt();
      assertThat(adopted.orElseThrow().pid()).isEqualTo(node.postgres.adopt().orElseThrow().pid());
      assertThatThrownBy(() -> second.launch(new StartMode.Primary(new SyncSetting.Nobody())))
          .hasMessageContaining("already runs");
    }
  }

  private static byte[] startupMessage(String user, String database) throws Exception {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    for (String word : new String[] {"user", user, "database", database, ""}) {
      body.write(word.getBytes(StandardCharsets.UTF_8));
      body.write(0);
    }
    ByteArrayOutputStream message = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(message);
    out.writeInt(body.size() + 8);
    out.writeInt(196_608);
    out.write(body.toByteArray());
    return message.toByteArray();
  }
}
