package io.saksi.agent.postgres;

import static io.saksi.agent.postgres.TestCluster.eventually;
import static io.saksi.agent.postgres.TestNode.BOUND;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.saksi.agent.divergence.DivergenceReport;
import io.saksi.agent.divergence.DivergenceReport.Relation;
import io.saksi.agent.divergence.KeptDivergence;
import io.saksi.agent.divergence.ReignEnd;
import io.saksi.agent.divergence.ReportFile;
import io.saksi.core.model.Lsn;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * What was done on a former primary after its standby stopped listening, and what is told of it.
 */
@Tag(OrdinaryUser.TAG)
class DivergenceTest {
  private static final ReignEnd ELECTED = new ReignEnd(1, 1, false, true, Lsn.ZERO);

  private TestCluster cluster;
  private TestNode a;
  private TestNode b;
  private final List<Long> xids = new ArrayList<>();
  private Instant begun = Instant.EPOCH;
  private Instant ended = Instant.EPOCH;

  @BeforeEach
  void diverge() throws Exception {
    cluster = new TestCluster();
    a = cluster.primary();
    a.asClient(
        "CREATE TABLE accounts (id int PRIMARY KEY, sum int)",
        "INSERT INTO accounts SELECT g, 0 FROM generate_series(1, 20) g");
    b = cluster.standby("b", a);
    Lsn end = a.asPrimary().flushed();
    eventually("b has it all", () -> b.asStandby().replayed().isAtLeast(end));
    b.postgres.revoke(BOUND);
    begun = Instant.now();
    transaction("INSERT INTO accounts SELECT g, 1 FROM generate_series(101, 110) g");
    transaction(
        "UPDATE accounts SET sum = 5 WHERE id <= 3",
        "SAVEPOINT s",
        "DELETE FROM accounts WHERE id = 20",
        "ROLLBACK TO s",
        "DELETE FROM accounts WHERE id IN (18, 19)");
    transaction("CREATE TABLE late (x int)", "INSERT INTO late SELECT generate_series(1, 200)");
    rolledBack("INSERT INTO accounts VALUES (999, 1)");
    ended = Instant.now();
    a.postgres.killAll(BOUND);
    b.postgres.promote(2, new SyncSetting.Nobody(), BOUND);
    b.postgres.ensureSlots(Set.of(a.id), BOUND);
  }

  @AfterEach
  void stop() throws Exception {
    cluster.close();
  }

  private void transaction(String... statements) throws Exception {
    try (Connection client = a.client()) {
      client.setAutoCommit(false);
      for (String sql : statements) {
        LocalSessions.execute(client, sql);
      }
      xids.add(Long.parseLong(LocalSessions.value(client, "SELECT pg_current_xact_id()::text")));
      client.commit();
    }
  }

  private void rolledBack(String sql) throws Exception {
    try (Connection client = a.client()) {
      client.setAutoCommit(false);
      LocalSessions.execute(client, sql);
      client.rollback();
    }
  }

  private DivergenceReport rewound(Optional<ReignEnd> reign) throws Exception {
    ForkVerdict verdict = a.postgres.wal().checkFork(b.postgres.wal().history(2), BOUND);
    RewindOutcome outcome =
        a.postgres
            .rejoining()
            .rewind(TestNode.ADDRESS, b.port(), (ForkVerdict.Diverged) verdict, reign, BOUND);
    assertThat(outcome).isInstanceOf(RewindOutcome.Rewound.class);
    return ReportFile.parse(kept().report().orElseThrow());
  }

  private KeptDivergence kept() throws Exception {
    List<KeptDivergence> kept = a.postgres.rejoining().archive().kept();
    assertThat(kept).hasSize(1);
    return kept.getFirst();
  }

  @Test
  void reportTellsWhatWasDoneAndNothingElse() throws Exception {
    DivergenceReport report = rewound(Optional.of(ELECTED));
    assertThat(report.id()).isEqualTo("a-1");
    assertThat(report.transactions().stream().map(DivergenceReport.Transaction::xid))
        .containsExactlyElementsOf(xids);
    assertThat(report.transactions())
        .allSatisfy(t -> {
          assertThat(t.acknowledged()).isEqualTo("no");
          assertThat(Instant.parse(t.committed())).isBetween(begun, ended);
          assertThat(Lsn.parse(t.lsn())).isGreaterThan(Lsn.parse(report.fork()));
        });
    assertThat(report.unacknowledged()).isEqualTo(3);
    assertThat(report.possiblyAcknowledged()).isZero();
    assertThat(report.aborted()).isGreaterThanOrEqualTo(1);
    assertThat(report.relations())
        .containsExactly(
            new Relation("postgres.public.accounts", "no", 10, 3, 2),
            new Relation("postgres.public.late", "no", 200, 0, 0));
    assertThat(report.transactions().get(1).rows())
        .containsExactly(new Relation("postgres.public.accounts", "no", 0, 3, 2));
  }

  @Test
  void withoutTheProofEveryCommitMayHaveBeenAcknowledgedAndIsKept() throws Exception {
    DivergenceReport report = rewound(Optional.empty());
    assertThat(report.possiblyAcknowledged()).isEqualTo(3);
    assertThat(report.unacknowledged()).isZero();
    assertThat(kept().goesAt()).as("kept until an operator removes it").isEmpty();
  }

  @Test
  void commitsUpToTheFloorAreToldApartFromThoseBeyond() throws Exception {
    ReignEnd known = new ReignEnd(1, 1, false, true, Lsn.parse("0/3000000"));
    DivergenceReport all = rewound(Optional.of(known));
    Lsn first = Lsn.parse(all.transactions().getFirst().lsn());
    assertThat(new ReignEnd(1, 1, false, true, first).floor()).isEqualTo(first);
    assertThat(all.unacknowledged()).isEqualTo(3);
  }

  @Test
  void exportShowsTheRowsThatWereDroppedToNobodyElse() throws Exception {
    final DivergenceReport report = rewound(Optional.of(ELECTED));
    Path copy = kept().copy().orElseThrow();
    Path target = cluster.root().resolve("export");
    Exhibit.Started started =
        Exhibit.open(copy, target, Optional.of(TestCluster.installation().binDirectory()));
    try {
      String rows = psql(started, "SELECT count(*) FROM accounts WHERE id BETWEEN 101 AND 110");
      assertThat(rows).as(report.id()).isEqualTo("10");
      assertThat(psql(started, "SHOW listen_addresses")).isEmpty();
      assertThat(psql(started, "SHOW archive_mode")).isEqualTo("off");
      assertThat(psql(started, "SELECT pg_is_in_recovery()")).isEqualTo("f");
      assertThat(psql(started, "SELECT count(*) FROM pg_stat_replication")).isEqualTo("0");
    } finally {
      Commands.of(Path.of("/bin/sh"), "-c", started.stop()).run(BOUND).orThrow("stopping", "");
    }
    assertThat(kept().copy()).as("what is kept is still there").contains(copy);
    assertThatThrownBy(() -> Exhibit.open(copy, target, Optional.empty()))
        .hasMessageContaining("exists already");
  }

  private static String psql(Exhibit.Started started, String sql) throws Exception {
    return Commands.of(
            Path.of("psql"),
            "-XAt",
            "-h",
            started.socket().toString(),
            "-U",
            "saksi",
            "-c",
            sql,
            "postgres")
        .run(BOUND)
        .orThrow("asking", "")
        .strip();
  }

  @Test
  void retentionNeverRemovesWhatMayHaveBeenAcknowledged() throws Exception {
    rewound(Optional.empty());
    Path kept = kept().directory();
    Context context =
        Context.of(
            TestCluster.installation(),
            a.postgres.config(),
            new RejoinOptions(1, java.time.Duration.ZERO, 0, 0),
            RejoinWatch.NONE);
    laterThan(kept);
    new Retention(context).apply(Instant.now().plusSeconds(60));
    assertThat(kept.resolve("000000010000000000000003")).exists();
    assertThat(kept.resolve("data")).as("the second copy").doesNotExist();
    Files.writeString(kept.resolve(ReportFile.NAME), "damaged");
    new Retention(context).apply(Instant.now().plusSeconds(60));
    assertThat(kept.resolve("000000010000000000000003")).as("no report: unknown").exists();
  }

  @Test
  void retentionRemovesWhatNobodyWasToldOf() throws Exception {
    rewound(Optional.of(ELECTED));
    Path kept = kept().directory();
    Context context =
        Context.of(
            TestCluster.installation(),
            a.postgres.config(),
            new RejoinOptions(1, java.time.Duration.ZERO, 0, 0),
            RejoinWatch.NONE);
    new Retention(context).apply(Instant.now().plusSeconds(60));
    assertThat(kept).as("the newest may be what is being dropped just now").exists();
    laterThan(kept);
    new Retention(context).apply(Instant.now().plusSeconds(60));
    assertThat(kept).doesNotExist();
  }

  private Context keepingMuch() throws Exception {
    return Context.of(
        TestCluster.installation(), a.postgres.config(), RejoinOptions.DEFAULT, RejoinWatch.NONE);
  }

  @Test
  void whatNobodyWasToldOfMakesRoomForTheNextOne() throws Exception {
    rewound(Optional.of(ELECTED));
    Path kept = kept().directory();
    Retention retention = new Retention(keepingMuch());
    retention.makeRoom(1);
    assertThat(kept).as("there is room").exists();
    retention.makeRoom(Long.MAX_VALUE);
    assertThat(kept).doesNotExist();
  }

  /** Nobody else has it: a node that stays out is the smaller harm. */
  @Test
  void whatSomebodyMayHaveBeenToldOfDoesNot() throws Exception {
    rewound(Optional.empty());
    Path kept = kept().directory();
    new Retention(keepingMuch()).makeRoom(Long.MAX_VALUE);
    assertThat(kept.resolve("000000010000000000000003")).exists();
  }

  private static void laterThan(Path kept) throws Exception {
    Path later = Files.createDirectory(kept.resolveSibling("2"));
    DurableFiles.write(later.resolve(Salvage.MARKER), "another 1 0/0\n");
  }

  @Test
  void whatIsKeptIsSeenInStatusAlsoWhereItsReportIsDamagedOrHuge() throws Exception {
    rewound(Optional.empty());
    Path kept = kept().directory();
    assertThat(a.postgres.rejoining().archive().warnings())
        .singleElement()
        .asString()
        .startsWith("DIVERGENCE_KEPT: ")
        .contains("a-1")
        .contains("until you remove it");
    Files.writeString(kept.resolve(ReportFile.NAME), " ".repeat((int) ReportFile.LARGEST + 1));
    assertThat(kept().report()).as("nothing so large is read").isEmpty();
    Files.delete(kept.resolve(ReportFile.NAME));
    assertThat(kept().report()).isEmpty();
    assertThat(a.postgres.rejoining().archive().warnings()).hasSize(1);
    DurableFiles.write(kept.resolveSibling("last"), "damaged\n");
    laterThan(kept);
    assertThat(a.postgres.rejoining().archive().kept()).hasSize(2);
  }

  @Test
  void reportIsOnDiskBeforeAnythingChanges() throws Exception {
    List<String> seen = new ArrayList<>();
    RejoinWatch watch =
        new RejoinWatch() {
          @Override
          public void at(RejoinStep step) {
            boolean reported = Files.exists(a.data().resolveSibling("salvage/1/report.json"));
            boolean marked = Files.exists(a.postgres.directory().rewindMarker());
            seen.add(step + " " + reported + " " + marked);
          }

          @Override
          public void progress(RejoinStep step, long doneBytes, long totalBytes) {}
        };
    TestNode watched = TestNode.in(cluster.root(), "a", a.port(), watch);
    ForkVerdict verdict = watched.postgres.wal().checkFork(b.postgres.wal().history(2), BOUND);
    watched
        .postgres
        .rejoining()
        .rewind(
            TestNode.ADDRESS, b.port(), (ForkVerdict.Diverged) verdict, Optional.empty(), BOUND);
    assertThat(seen)
        .containsSubsequence(
            "SOURCE_READY false false",
            "SALVAGED false false",
            "REPORTED true false",
            "RECOVERED true false",
            "MARKED true true",
            "REWINDING true true",
            "SIGNALLED true true",
            "FINISHED true false");
  }
}
