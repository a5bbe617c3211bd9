package io.saksi.agent.postgres;

import static io.saksi.agent.postgres.TestCluster.eventually;
import static io.saksi.agent.postgres.TestNode.BOUND;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a planned change of roles would interrupt or leave behind, asked of a real server. */
@Tag(OrdinaryUser.TAG)
class WhatStandsAgainstASwitchoverTest {
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

  private void restartWith(String userConf) throws Exception {
    a.postgres.stopFast(BOUND);
    Files.writeString(a.postgres.config().userConfigFile(), userConf);
    a.startPrimary();
    a.postgres.setGate(Gate.WRITE, BOUND);
  }

  private Readiness look() throws Exception {
    Context context =
        Context.of(
            TestCluster.installation(),
            a.postgres.config(),
            RejoinOptions.DEFAULT,
            RejoinWatch.NONE);
    try (var _ = context.sessions()) {
      return new SwitchReadiness(context, 0).look(BOUND);
    }
  }

  private static String text(Readiness readiness, String code) {
    return readiness.findings().stream()
        .filter(f -> f.code().equals(code))
        .map(Readiness.Finding::text)
        .findFirst()
        .orElse("");
  }

  @Test
  void transactionsAreNamedWithWhatRunsThemAndSlotsWithTheirConsumers() throws Exception {
    restartWith("wal_level = logical\nmax_prepared_transactions = 5\n");
    // First: to be consistent it waits for every transaction that is open, a prepared one too.
    a.askAsAgent("SELECT pg_create_logical_replication_slot('shop', 'test_decoding')");
    a.asClient(
        "CREATE TABLE t (x int)", "BEGIN", "INSERT INTO t VALUES (1)", "PREPARE TRANSACTION 'p'");
    a.askAsAgent("SELECT pg_create_physical_replication_slot('barman')");
    try (Connection forgotten = a.client();
        var statement = forgotten.createStatement()) {
      statement.execute("SET application_name = 'payroll'");
      forgotten.setAutoCommit(false);
      statement.execute("SELECT count(*) FROM t");

      Readiness seen = look();

      assertThat(text(seen, "IDLE_IN_TRANSACTION"))
          .contains("of client in postgres (payroll at 127.0.0.1)")
          .contains("SELECT count(*) FROM t");
      assertThat(text(seen, "PREPARED_TRANSACTION")).contains("p of client");
      assertThat(seen.slots())
          .containsExactly(
              new Readiness.Slot("barman", false, false, false, "physical"),
              new Readiness.Slot("shop", true, false, false, "test_decoding in postgres"));
      assertThat(seen.settings())
          .containsEntry("wal_level", "logical")
          .containsEntry("archive_mode", "off");
      assertThat(seen.limits()).hasSize(5).containsEntry("max_prepared_transactions", 5L);
      assertThat(text(seen, "ARCHIVER_FAILING") + text(seen, "ARCHIVER_BEHIND")).isEmpty();
    }
  }

  /** Ours is off, whatever a file of the user's says: nothing of the kind can hold the shutdown. */
  @Test
  void anArchiverThatHangsCannotHoldTheShutdown() throws Exception {
    restartWith("archive_mode = on\narchive_command = 'sleep 600'\n");
    a.asClient("CREATE TABLE t (x int)");
    a.askAsAgent("SELECT pg_switch_wal()");
    assertThat(a.askAsAgent("SHOW archive_mode")).isEqualTo("off");
    a.postgres.stopFast(BOUND);
    assertThat(a.postgres.adopt()).isEmpty();
  }

  @Test
  void anArchiverThatFailsAndIsBehindIsNamed() throws Exception {
    a.postgres.stopFast(BOUND);
    List<String> command =
        new ArrayList<>(
            List.of(
                TestCluster.installation().program("postgres").toString(),
                "-D",
                a.data().toString(),
                "-c",
                "config_file=" + a.postgres.config().runDirectory().resolve("postgresql.conf")));
    // What stands on the command line wins over every file: no agent starts a server like this.
    command.addAll(List.of("-c", "archive_mode=on", "-c", "archive_command=/bin/false"));
    Launch.builder(command)
        .redirectErrorStream(true)
        .redirectOutput(Path.of("/dev/null").toFile())
        .start();
    eventually("it runs", () -> a.postgres.adopt().isPresent());
    a.postgres.awaitReady(a.postgres.adopt().orElseThrow(), BOUND);
    for (int i = 0; i < 5; i++) {
      a.askAsAgent("SELECT pg_logical_emit_message(false, 'x', 'y')");
      a.askAsAgent("SELECT pg_switch_wal()");
    }
    eventually(
        "it has failed",
        () -> !a.askAsAgent("SELECT failed_count FROM pg_stat_archiver").equals("0"));

    Readiness seen = look();

    assertThat(text(seen, "ARCHIVER_FAILING")).contains("archiving has failed since");
    assertThat(text(seen, "ARCHIVER_BEHIND")).contains("5 WAL segments wait");
  }

  @Test
  void aDiskWithoutRoomIsNamed(@TempDir Path disk) throws Exception {
    List<Readiness.Finding> findings = new ArrayList<>();
    RoomLook.shortOf("WAL", disk, 0, findings);
    assertThat(findings).isEmpty();
    RoomLook.shortOf("WAL", disk, Long.MAX_VALUE, findings);
    assertThat(findings)
        .singleElement()
        .extracting(Readiness.Finding::code)
        .isEqualTo("DISK_SHORT");
  }

  @Test
  void aRateOfNothingIsNone() {
    assertThat(PaceLook.rate(0, 200)).isZero();
    assertThat(PaceLook.rate(1_000, 0)).isZero();
    assertThat(PaceLook.rate(1_000, 200)).isEqualTo(5_000);
  }
}
