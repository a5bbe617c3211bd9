package io.saksi.agent.cli.status;

import static org.assertj.core.api.Assertions.assertThat;

import io.saksi.agent.cli.AgentAddress;
import io.saksi.agent.cli.CommandLineRun;
import io.saksi.agent.cli.ExitCode;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class StatusIsAskedOfSeveralAgentsTest {
  /** Well under the time-out given below: nobody waited for the one that is silent. */
  private static final Duration PROMPT = Duration.ofSeconds(5);

  @Test
  void refusedFirstAddressCostsNothing() throws Exception {
    AgentAddress refused = closedPort();
    try (FakeAgent good = new FakeAgent(Samples.open())) {
      assertThat(status(refused, good.address()).code()).isEqualTo(ExitCode.OK);
    }
  }

  @Test
  void silentFirstAgentIsNotWaitedFor() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
        FakeAgent good = new FakeAgent(Samples.open())) {
      long began = System.nanoTime();
      var run = status(new AgentAddress("127.0.0.1", silent.getLocalPort()), good.address());
      assertThat(run.code()).isEqualTo(ExitCode.OK);
      assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(PROMPT);
    }
  }

  @Test
  void answerWithTheLeadersViewIsPreferred() throws Exception {
    try (FakeAgent cutOff = new FakeAgent(Samples.cutOff());
        FakeAgent good = new FakeAgent(Samples.open())) {
      var run = status(cutOff.address(), good.address());
      assertThat(run.code()).isEqualTo(ExitCode.OK);
      assertThat(run.out()).contains("Cluster demo is open");
    }
  }

  @Test
  void answerWithoutTheLeadersViewIsBetterThanNone() throws Exception {
    AgentAddress refused = closedPort();
    try (FakeAgent cutOff = new FakeAgent(Samples.cutOff())) {
      var run = status(refused, cutOff.address());
      assertThat(run.code()).isEqualTo(ExitCode.CLUSTER_PROBLEM);
      assertThat(run.out()).contains("CANNOT BE VOUCHED FOR: c knows no Raft leader");
    }
  }

  @Test
  void nobodyAnsweringNamesEveryAddressAndTheRemedy() throws Exception {
    AgentAddress first = closedPort();
    AgentAddress second = closedPort();
    var run = status(first, second);
    assertThat(run.code()).isEqualTo(ExitCode.NO_ANSWER);
    assertThat(run.out()).isEmpty();
    assertThat(run.err())
        .contains("no agent answered; tried " + first + ", " + second)
        .contains(second + ": connection refused")
        .contains("--agents")
        .doesNotContain("\tat ");
  }

  @Test
  void silentAgentAloneIsGivenUpAfterTheTimeout() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      String agent = "127.0.0.1:" + silent.getLocalPort();
      var run = CommandLineRun.of("status", "--agents", agent, "--timeout", "300ms");
      assertThat(run.code()).isEqualTo(ExitCode.NO_ANSWER);
      assertThat(run.err()).contains(agent + ": no answer");
    }
  }

  @Test
  void somethingElseListeningIsNamedAsSuch() throws Exception {
    try (ServerSocket other = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      Thread.ofVirtual().start(() -> answerAs(other, "E\0\0\0\12FATAL\0"));
      var run = status(new AgentAddress("127.0.0.1", other.getLocalPort()));
      assertThat(run.code()).isEqualTo(ExitCode.NO_ANSWER);
      assertThat(run.err()).contains("is it an agent's port?").doesNotContain("io.netty");
    }
  }

  private static void answerAs(ServerSocket server, String bytes) {
    try (var socket = server.accept()) {
      socket.getOutputStream().write(bytes.getBytes(java.nio.charset.StandardCharsets.US_ASCII));
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static CommandLineRun status(AgentAddress... agents) {
    String list =
        Arrays.stream(agents).map(AgentAddress::toString).collect(Collectors.joining(","));
    return CommandLineRun.of("status", "--agents", list, "--timeout", "30s");
  }

  private static AgentAddress closedPort() throws Exception {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return new AgentAddress("127.0.0.1", socket.getLocalPort());
    }
  }
}
