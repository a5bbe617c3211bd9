package io.saksi.agent.postgres;

import static io.saksi.agent.postgres.TestCluster.eventually;
import static io.saksi.agent.postgres.TestNode.BOUND;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.saksi.core.model.Configuration;
import java.nio.file.Files;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The cluster's configuration on a real PostgreSQL. */
@Tag(OrdinaryUser.TAG)
class ConfigurationTest {
  private TestCluster cluster;
  private TestNode a;

  @BeforeEach
  void start() throws Exception {
    cluster = new TestCluster();
    a = cluster.primary();
  }

  @AfterEach
  void stop() throws Exception {
    cluster.close();
  }

  private static SharedConfiguration version(
      long number, Map<String, String> parameters, String... rules) {
    return new SharedConfiguration(number, new Configuration.Content(parameters, List.of(rules)));
  }

  private void restart() throws Exception {
    a.postgres.stopFast(BOUND);
    a.startPrimary();
    a.postgres.configuring().works();
    a.postgres.setGate(Gate.WRITE, BOUND);
  }

  @Test
  void aReloadBringsItIntoForceAndRulesWithIt() throws Exception {
    SharedConfiguration first =
        version(1, Map.of("work_mem", "7MB"), "host all client 127.0.0.0/8 reject");
    a.postgres.configuring().apply(first, BOUND);
    assertThat(a.askAsAgent("SHOW work_mem")).isEqualTo("7MB");
    assertThat(a.postgres.configuring().inFiles()).contains(1L);
    assertThatThrownBy(() -> a.ask("SELECT 1")).isInstanceOf(SQLException.class);
    a.postgres.configuring().apply(version(2, Map.of()), BOUND);
    assertThat(a.ask("SHOW work_mem")).isEqualTo("4MB");
    assertThat(a.postgres.configuring().warnings(BOUND)).isEmpty();
  }

  @Test
  void rulesOfTheClusterDoNotOpenAGateThatIsClosed() throws Exception {
    a.postgres.setGate(Gate.CLOSED, BOUND);
    a.postgres.configuring().apply(version(1, Map.of(), "host all all all trust"), BOUND);
    assertThatThrownBy(() -> a.ask("SELECT 1")).isInstanceOf(SQLException.class);
  }

  @Test
  void postgresqlIsAskedBefore() throws Exception {
    assertThat(mistake(Map.of("work_mem", "16MB", "my.own", "x"))).isEmpty();
    assertThat(mistake(Map.of("work_mem", "a lot")).orElseThrow()).contains("work_mem");
    assertThat(mistake(Map.of("work_men", "16MB")).orElseThrow())
        .contains("work_men")
        .doesNotContain(".conf");
    assertThat(mistake(Map.of("fsync", "off")).orElseThrow()).contains("owns");
    assertThat(a.askAsAgent("SHOW work_mem")).as("nothing was changed").isEqualTo("4MB");
    try (var files = Files.list(a.postgres.config().runDirectory())) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .noneMatch(name -> name.startsWith("trial"));
    }
  }

  private Optional<String> mistake(Map<String, String> parameters) throws Exception {
    return a.postgres
        .configuring()
        .mistake(new Configuration.Content(parameters, List.of()), BOUND);
  }

  @Test
  void whatThisNodeSetsOtherwiseIsTold() throws Exception {
    Files.writeString(a.postgres.config().userConfigFile(), "work_mem = '9MB'\n");
    a.postgres.configuring().apply(version(1, Map.of("work_mem", "7MB")), BOUND);
    assertThat(a.askAsAgent("SHOW work_mem")).isEqualTo("9MB");
    assertThat(a.postgres.configuring().warnings(BOUND).getFirst())
        .startsWith("CONFIGURATION_OVERRIDDEN: ")
        .contains("work_mem");
  }

  @Test
  void whatItDoesNotStartWithIsLeftForWhatItRanWith() throws Exception {
    a.postgres.configuring().write(version(1, Map.of("work_mem", "7MB")));
    restart();
    // Every value is possible; there is no such library.
    SharedConfiguration bad = version(2, Map.of("shared_preload_libraries", "no_such_library"));
    a.postgres.configuring().write(bad);
    a.postgres.stopFast(BOUND);
    assertThatThrownBy(a::startPrimary).hasMessageContaining("no_such_library");
    a.startPrimary();
    a.postgres.configuring().works();
    assertThat(a.askAsAgent("SHOW work_mem")).isEqualTo("7MB");
    assertThat(a.postgres.configuring().inFiles()).contains(1L);
    assertThat(a.postgres.configuring().warnings(BOUND).getFirst())
        .startsWith("CONFIGURATION_REFUSED: ");
    a.postgres.configuring().write(version(3, Map.of("work_mem", "8MB")));
    restart();
    assertThat(a.askAsAgent("SHOW work_mem")).isEqualTo("8MB");
  }

  @Test
  void aStandbyHasAtLeastWhatItsPrimaryHad() throws Exception {
    a.postgres.configuring().write(version(1, Map.of("max_locks_per_transaction", "200")));
    restart();
    TestNode b = cluster.standby("b", a);
    assertThat(b.askAsAgent("SHOW max_locks_per_transaction")).isEqualTo("200");
    a.asClient("CREATE TABLE t (x int)");
    var end = a.asPrimary().flushed();
    eventually("it replays", () -> b.asStandby().replayed().isAtLeast(end));
  }
}
