package io.saksi.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.saksi.agent.postgres.PostgresInstallation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A cluster's database comes to the next major version with {@code pg_upgrade}, as the manual says:
 * the cluster is left, and the new database adopted by a new one.
 */
@Tag("two-postgresqls")
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class MajorVersionIsUpgradedTest {
  private static final int ROWS = 1_000;
  private static final List<String> OPTIONS =
      List.of("--client-hba=host app app 127.0.0.0/8 trust");

  @Test
  void withItsDataAndItsConfiguration() throws Exception {
    Area.tell(getClass(), area -> new Told(area).all());
  }

  private static final class Told {
    private final Area area;
    private final Place here = Place.free(74);
    private final Path older = PostgresInstallation.find(Optional.empty()).binDirectory();
    private final Path newer = Path.of(System.getProperty("saksi.postgres.second"));
    private final InstalledNodes before;
    private final InstalledNodes after;

    Told(Area area) throws Exception {
      this.area = area;
      before = new InstalledNodes(area, Optional.of(older));
      after = new InstalledNodes(area, Optional.of(newer));
    }

    void all() throws Exception {
      aClusterOfTheOlderVersion();
      Path old = area.home("old").resolve("data");
      Run left = before.run("leave", "--yes", "@" + before.etc("old").resolve("agent.conf"));
      assertThat(left.code()).as(left.said()).isZero();
      Path made = pgUpgrade(old);
      aClusterOfTheNewerVersion(made);
    }

    private void aClusterOfTheOlderVersion() throws Exception {
      Path sql = area.file("first.sql", "CREATE ROLE app LOGIN;\nCREATE DATABASE app OWNER app;\n");
      make(before, "old", OPTIONS, "--bootstrap-sql", sql.toString());
      TestNode node = before.start("old", here, UnaryOperator.identity());
      Await.until("it leads", InstalledNodes.SOON, () -> before.primary().isPresent());
      word("create table kept as select generate_series(1, " + ROWS + ") as n");
      String reason = "before the upgrade";
      Run set =
          before.run(
              "config",
              "set",
              "work_mem=7MB",
              "--reason",
              reason,
              "--agents",
              before.socket("old"));
      assertThat(set.code()).as(set.said()).isZero();
      node.stop();
    }

    private Path pgUpgrade(Path old) throws Exception {
      Path home = Shipped.handOver(Files.createDirectories(area.home("upgraded")));
      Path made = home.resolve("data");
      run(home, newer, "initdb", "--pgdata=" + made, "--auth=peer", "--data-checksums");
      List<String> where = List.of("-b", older.toString(), "-B", newer.toString());
      List<String> upgrade = new ArrayList<>(where);
      upgrade.addAll(List.of("-d", old.toString(), "-D", made.toString(), "--no-sync"));
      run(home, newer, "pg_upgrade", upgrade.toArray(String[]::new));
      String rules = Files.readString(old.resolve("pg_hba.conf"));
      assertThat(rules).contains("host app app 127.0.0.0/8 trust");
      Files.writeString(made.resolve("pg_hba.conf"), rules);
      Files.writeString(
          made.resolve("postgresql.conf"),
          "include '%s'\n".formatted(old.resolveSibling("cluster.conf")),
          StandardOpenOption.APPEND);
      return made;
    }

    private void aClusterOfTheNewerVersion(Path made) throws Exception {
      make(after, "new", List.of("--data-dir=" + made));
      Run adopted = after.run("adopt", "--yes", "--config-dir", after.etc("new").toString());
      assertThat(adopted.code()).as(adopted.said()).isZero();
      after.start("new", here, line -> line.with("--data-dir", made));
      Await.until("it leads", InstalledNodes.SOON, () -> after.primary().isPresent());
      assertThat(word("select count(*) from kept")).isEqualTo("" + ROWS);
      assertThat(word("show work_mem")).isEqualTo("7MB");
      assertThat(Integer.parseInt(word("show server_version_num")) / 10_000)
          .isEqualTo(PostgresInstallation.find(Optional.of(newer)).majorVersion());
    }

    private void make(InstalledNodes nodes, String node, List<String> options, String... more)
        throws Exception {
      List<String> line = new ArrayList<>(List.of("--cluster", "shop-" + node));
      line.addAll(List.of(more));
      Run made = nodes.make(node, node, here, options, "init", line.toArray(String[]::new));
      assertThat(made.code()).as(made.said()).isZero();
    }

    private void run(Path in, Path programs, String program, String... arguments)
        throws IOException, InterruptedException {
      List<String> command = new ArrayList<>(List.of(programs.resolve(program).toString()));
      command.addAll(List.of(arguments));
      Path log = area.log(program);
      Process process =
          new ProcessBuilder(Shipped.asItsUser(command))
              .directory(in.toFile())
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start();
      assertThat(process.waitFor(2, TimeUnit.MINUTES)).as("%s", command).isTrue();
      assertThat(process.exitValue()).as(Files.readString(log)).isZero();
    }

    private String word(String sql) throws Exception {
      String url = "jdbc:postgresql://" + here.postgresAddress() + "/app?user=app";
      try (Connection connection = DriverManager.getConnection(url);
          Statement statement = connection.createStatement()) {
        if (!statement.execute(sql)) {
          return "";
        }
        try (ResultSet result = statement.getResultSet()) {
          result.next();
          return result.getString(1);
        }
      }
    }
  }
}
