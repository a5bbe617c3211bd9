package io.saksi.agent.workload;

import static org.assertj.core.api.Assertions.assertThat;

import io.saksi.agent.router.TestPostgres;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class WorkloadCommandTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @TempDir private Path directory;

  private int run(String... arguments) {
    return new CommandLine(new WorkloadCommand())
        .setOut(new PrintWriter(out))
        .setErr(new PrintWriter(err))
        .execute(arguments);
  }

  @Test
  void whatWasWrittenIsCheckedAndALossIsAnExitStatus() throws Exception {
    String acks = directory.resolve("acks").toString();
    try (TestPostgres postgres = TestPostgres.start("n1")) {
      String port = Integer.toString(postgres.port());
      assertThat(run("run", "--port", port, "--user", "app", "--acks", acks, "--duration", "0.5"))
          .isZero();
      assertThat(out.toString()).contains("longest time without service");
      assertThat(run("check", "--port", port, "--user", "app", "--acks", acks)).isZero();
      assertThat(out.toString()).containsPattern("acknowledged [1-9]\\d*, lost 0");
      postgres.sql("delete from saksi_workload where (writer, n) = (0, 1)");
      assertThat(run("check", "--port", port, "--user", "app", "--acks", acks, "--json"))
          .isEqualTo(1);
      assertThat(out.toString()).contains("\"lost\":1").contains("\"writer\":0,\"n\":1");
    }
  }

  @Test
  void aMissingFileIsNamed() {
    assertThat(run("check", "--acks", directory.resolve("none").toString())).isEqualTo(2);
    assertThat(err.toString()).contains("there is no file").contains("none");
  }

  @Test
  void aUrlOfAnotherKindIsRefusedWithTheRemedy() {
    assertThat(run("run", "--url", "postgres://localhost/x")).isEqualTo(2);
    assertThat(err.toString()).contains("jdbc:postgresql://host:port/database");
  }
}
