package io.saksi.agent.postgres;

import static io.saksi.agent.postgres.TestNode.BOUND;
import static org.assertj.core.api.Assertions.assertThat;

import io.saksi.core.model.Configuration;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A database that agents made, given back. */
@Tag(OrdinaryUser.TAG)
class ReleaseTest {
  private static final Configuration.Content CONFIGURED =
      new Configuration.Content(
          Map.of("work_mem", "7MB"), List.of("host all client 127.0.0.0/8 reject"));

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

  @Test
  void itStartsWithWhatTheClusterHadSet() throws Exception {
    release();
    assertThat(run("postgres", "-D", data(), "-C", "work_mem").lines().toList()).endsWith("7168");
    assertThat(Files.readAllLines(a.data().resolve("pg_hba.conf")))
        .containsSubsequence(
            "local all all peer",
            "host all client 127.0.0.0/8 reject",
            "host all all all scram-sha-256");
  }

  /** As initdb would have called it: so that it can be adopted, upgraded, and logged in to. */
  @Test
  void whoOwnsItIsNotTheAgentAnyMore() throws Exception {
    release();
    String owner =
        Commands.of(
                TestCluster.installation().program("postgres"),
                "--single",
                "-D",
                data(),
                "postgres")
            .input("SELECT oid, rolname, rolsuper FROM pg_roles WHERE rolname !~ '^pg_';\n")
            .run(BOUND)
            .output();
    assertThat(owner)
        .contains("oid = \"10\"", "rolname = \"" + Files.getOwner(a.data()).getName() + "\"")
        .doesNotContain("\"saksi");
  }

  private void release() throws Exception {
    a.postgres.stopFast(BOUND);
    new Release(TestCluster.installation(), a.postgres.config()).release(CONFIGURED);
  }

  private String data() {
    return a.data().toString();
  }

  private static String run(String program, String... arguments) throws Exception {
    return Commands.of(TestCluster.installation().program(program), arguments).run(BOUND).output();
  }
}
