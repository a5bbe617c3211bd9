package io.saksi.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where `saksi status` asks on a host whose agent has its options in the usual file. */
class OwnAgentTest {
  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--node a\n--listen 10.0.0.1:7500\n--raft-listen 10.0.0.1:7501\n",
        "--raft-listen=10.0.0.1:7501 --listen=10.0.0.1:7500",
        "--raft-listen 10.0.0.1:7501\n--listen\n  \"10.0.0.1:7500\"",
        "# --listen 10.0.0.9:7400\n--node a # --listen 10.0.0.9:7400\n--listen 10.0.0.1:7500"
      })
  void itListensWhereItsOptionsSay(String options) throws Exception {
    assertThat(in(options)).hasToString("10.0.0.1:7500");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "--node a", "--raft-listen 10.0.0.1:7401", "--listen :::", "--listen"})
  void whereTheyDoNotSayItIsTheLoopbackAddress(String options) throws Exception {
    assertThat(in(options)).hasToString("127.0.0.1:7400");
  }

  @Test
  void aHostWithoutOptionsIsNoFault() {
    assertThat(OwnAgent.in(folder.resolve("none"))).hasToString("127.0.0.1:7400");
  }

  private AgentAddress in(String options) throws Exception {
    return OwnAgent.in(Files.writeString(folder.resolve("agent.conf"), options));
  }
}
