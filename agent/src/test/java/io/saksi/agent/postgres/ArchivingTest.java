package io.saksi.agent.postgres;

import static io.saksi.agent.postgres.TestCluster.eventually;
import static io.saksi.agent.postgres.TestNode.BOUND;
import static org.assertj.core.api.Assertions.assertThat;

import io.saksi.core.model.Lsn;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** An archive of WAL, through changes of the primary. */
@Tag(OrdinaryUser.TAG)
class ArchivingTest {
  private TestCluster cluster;
  private Path archive;

  @BeforeEach
  void start() throws Exception {
    cluster = new TestCluster(true);
    archive = Files.createDirectory(cluster.root().resolve("archive"));
    for (String name : List.of("a", "b")) {
      // What is there already, and is the same, is archived. A node with a file "late" does not.
      Path home = Files.createDirectories(cluster.root().resolve(name));
      archivesBy(
          home,
          ("test ! -e %1$s/late && { cmp -s %%p %2$s/%%f ||"
                  + " { test ! -e %2$s/%%f && cp %%p %2$s/.%%f && mv %2$s/.%%f %2$s/%%f; }; }")
              .formatted(home, archive));
    }
  }

  private static void archivesBy(Path home, String command) throws IOException {
    Files.writeString(
        home.resolve("user.conf"), "archive_command = '" + command.replace("'", "''") + "'\n");
  }

  @AfterEach
  void stop() throws Exception {
    cluster.close();
  }

  private static Path late(TestNode node) {
    return node.postgres.config().home().resolve("late");
  }

  /** Fills a segment, and begins the next one. */
  private static String fill(TestNode node, int rows) throws Exception {
    node.asClient("INSERT INTO t SELECT 1 FROM generate_series(1, " + rows + ")");
    String segment = node.askAsAgent("SELECT pg_walfile_name(pg_current_wal_lsn())");
    String _ = node.askAsAgent("SELECT pg_switch_wal()");
    return segment;
  }

  private boolean isArchived(String file) {
    return Files.exists(archive.resolve(file));
  }

  @Test
  void onlyAnOpenPrimaryArchives() throws Exception {
    TestNode a = cluster.primary();
    a.asClient("CREATE TABLE t (x int)");
    String first = fill(a, 10);
    eventually("it is archived", () -> isArchived(first));

    a.postgres.setGate(Gate.CLOSED, BOUND);
    assertThat(a.askAsAgent("SHOW archive_command")).isEmpty();
    Lsn closed = a.asPrimary().flushed();
    String _ = a.askAsAgent("SELECT pg_logical_emit_message(true, 'test', 'x')");
    String second = a.askAsAgent("SELECT pg_walfile_name(pg_current_wal_lsn())");
    String _ = a.askAsAgent("SELECT pg_switch_wal()");
    assertThat(a.data().resolve("pg_wal/archive_status/" + second + ".ready")).exists();
    assertThat(a.postgres.archived(BOUND).orElseThrow()).isLessThanOrEqualTo(closed);

    a.postgres.setGate(Gate.WRITE, BOUND);
    eventually("it is archived at last", () -> isArchived(second));
    eventually(
        "and it says so",
        () -> a.postgres.archived(BOUND).orElseThrow().isAtLeast(a.asPrimary().flushed()));
  }

  /** Without a hole: from a backup at the beginning to the last commit on the next timeline. */
  @Test
  void whatTheFormerPrimaryHadNotArchivedIsArchivedByItsSuccessor() throws Exception {
    TestNode a = cluster.primary();
    a.asClient("CREATE TABLE t (x int)");
    TestNode backup = cluster.empty("c");
    backup.postgres.rejoining().cloneFrom(TestNode.ADDRESS, a.port(), false, Progress.NONE, BOUND);
    TestNode b = cluster.standby("b", a);
    b.postgres.ensureSlots(Set.of(a.id), BOUND);
    String archived = fill(a, 10);
    eventually("the first is archived", () -> isArchived(archived));

    Files.createFile(late(a));
    Set<String> missing = new TreeSet<>();
    for (int i = 0; i < 3; i++) {
      missing.add(fill(a, 10));
    }
    a.asClient("INSERT INTO t SELECT 1 FROM generate_series(1, 5)");
    Lsn end = a.asPrimary().flushed();
    eventually("b has all of it", () -> b.asStandby().end().isAtLeast(end));
    a.postgres.killAll(BOUND);
    assertThat(missing).noneMatch(this::isArchived);

    b.postgres.revoke(BOUND);
    // Number 2 was allotted and never used: a restore stops at the first history that is missing.
    Promoted _ = b.postgres.promote(3, new SyncSetting.Nobody(), Optional.of(a.id), BOUND);
    assertThat(missing).as("before it is open").noneMatch(this::isArchived);
    b.postgres.setGate(Gate.WRITE, BOUND);
    String last = fill(b, 10);
    eventually("all are archived", () -> missing.stream().allMatch(this::isArchived));
    eventually("and what follows", () -> isArchived(last) && isArchived("00000003.history"));
    assertThat(rowsAfterARestoreOf(backup)).isEqualTo("55");
  }

  private String rowsAfterARestoreOf(TestNode backup) throws Exception {
    Path data = backup.data();
    Files.deleteIfExists(data.resolve("standby.signal"));
    Files.createFile(data.resolve("recovery.signal"));
    Path conf = backup.postgres.config().home().resolve("restore.conf");
    Path hba = backup.postgres.config().home().resolve("restore.hba");
    Files.writeString(hba, "host all all 127.0.0.1/32 scram-sha-256\n");
    Files.writeString(
        conf,
        """
        listen_addresses = '127.0.0.1'
        port = %d
        unix_socket_directories = ''
        hba_file = '%s'
        max_connections = 40
        max_wal_senders = 20
        restore_command = 'cp %s/%%f %%p'
        recovery_target_timeline = 'latest'
        """
            .formatted(backup.port(), hba, archive));
    Path program = TestCluster.installation().program("postgres");
    Process server =
        new ProcessBuilder(program.toString(), "-D", data.toString(), "-c", "config_file=" + conf)
            .redirectErrorStream(true)
            .redirectOutput(conf.resolveSibling("restore.log").toFile())
            .start();
    try {
      eventually("it was restored", () -> isPrimary(backup));
      return backup.ask("SELECT count(*) FROM t");
    } finally {
      server.destroy();
      assertThat(server.waitFor(BOUND)).isTrue();
    }
  }

  private static boolean isPrimary(TestNode node) {
    try {
      return "f".equals(node.ask("SELECT pg_is_in_recovery()"));
    } catch (java.sql.SQLException e) {
      return false;
    }
  }

  /** Nobody would notice: an archiver without a command does not fail, and nothing else changes. */
  @Test
  void aShutdownThatIsCalledOffGoesOnWithArchiving() throws Exception {
    TestNode a = cluster.primary();
    a.postgres.suspendArchiving();
    eventually("it is suspended", () -> a.askAsAgent("SHOW archive_command").isEmpty());
    assertThat(a.postgres.gate()).as("clients are in").isEqualTo(Gate.WRITE);
    assertThat(a.postgres.isGateInDoubt()).as("so the plan sets it again").isTrue();
    a.postgres.setGate(Gate.WRITE, BOUND);
    eventually("it goes on", () -> !a.askAsAgent("SHOW archive_command").isEmpty());
  }

  /** What it waits for may never come: a shutdown is the beginning of a change of roles. */
  @Test
  void aShutdownDoesNotWaitForAnArchiver() throws Exception {
    Path home = Files.createDirectories(cluster.root().resolve("a"));
    Path begun = home.resolve("begun");
    archivesBy(home, "touch " + begun + "; sleep 600");
    TestNode a = cluster.primary();
    a.asClient("CREATE TABLE t (x int)");
    String waits = fill(a, 10);
    eventually("the command runs", () -> Files.exists(begun));

    a.postgres.suspendArchiving();
    a.postgres.stopFast(Duration.ofSeconds(20));

    assertThat(a.postgres.controlData().cleanlyShutDown()).isTrue();
    assertThat(a.data().resolve("pg_wal/archive_status/" + waits + ".ready")).exists();
  }
}
