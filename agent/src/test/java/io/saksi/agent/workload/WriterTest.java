package io.saksi.agent.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.saksi.agent.router.Await;
import io.saksi.agent.router.TestPostgres;
import io.saksi.core.model.Moment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Writing and checking against a real PostgreSQL that fails on purpose. */
class WriterTest {
  private final List<ServiceEvent> events = new CopyOnWriteArrayList<>();

  @TempDir private Path directory;
  private TestPostgres postgres;
  private Database database;

  @BeforeEach
  void startPostgres() throws Exception {
    postgres = TestPostgres.start("n1");
    database = Database.of(TestPostgres.url(postgres.port(), "app"));
  }

  @AfterEach
  void stopPostgres() throws Exception {
    postgres.close();
  }

  private Writer start() throws Exception {
    return Writer.start(new WriterConfig(database), events::add);
  }

  private static void awaitMore(Writer writer) throws Exception {
    long target = writer.acknowledged().count() + 100;
    Await.until("more is acknowledged", () -> writer.acknowledged().count() >= target);
  }

  @Test
  void everyAcknowledgedRowIsThereAfterACrash() throws Exception {
    try (Writer writer = start()) {
      awaitMore(writer);
      Moment crash = Writer.now();
      postgres.stop();
      Await.until("service is lost", () -> !events.isEmpty());
      postgres.start();
      awaitMore(writer);
      Gap gap = writer.longestGapSince(crash).orElseThrow();
      assertThat(gap.over()).isTrue();
      assertThat(events.get(0)).isInstanceOf(ServiceEvent.Lost.class);
      assertThat(events.get(1))
          .isInstanceOfSatisfying(
              ServiceEvent.Back.class, back -> assertThat(back.gap()).isEqualTo(gap));
      writer.stop();
      Verifier.Report report = Verifier.verify(database, writer.acknowledged());
      assertThat(report.acknowledged()).isEqualTo(writer.acknowledged().count());
      assertThat(report.lostCount()).isZero();
      assertThat(report.extra()).isLessThanOrEqualTo(writer.unknown());
    }
  }

  @Test
  void aRowThatIsDeletedOrReplacedIsReportedLost() throws Exception {
    try (Writer writer = start()) {
      Await.until("writers 1 and 3 came past row 4", () -> rowsOf("1, 3").equals("2"));
      writer.stop();
      postgres.sql("delete from saksi_workload where writer = 1 and n = 2");
      postgres.sql("update saksi_workload set payload = 'other' where writer = 3 and n = 4");
      Verifier.Report report = Verifier.verify(database, writer.acknowledged());
      assertThat(report.lostCount()).isEqualTo(2);
      assertThat(report.lost())
          .extracting(r -> r.writer() + "/" + r.n())
          .containsExactly("1/2", "3/4");
    }
  }

  @Test
  void aLostTableIsALossOfEverything() throws Exception {
    try (Writer writer = start()) {
      awaitMore(writer);
      writer.stop();
      postgres.sql("drop table saksi_workload");
      Verifier.Report report = Verifier.verify(database, writer.acknowledged());
      assertThat(report.lostCount()).isEqualTo(writer.acknowledged().count());
      assertThat(report.lost()).hasSize(20);
    }
  }

  @Test
  void aCommitWhoseSynchronousWaitWasCancelledIsNotAcknowledged() throws Exception {
    try (Writer writer = start()) {
      awaitMore(writer);
      postgres.sql("alter system set synchronous_standby_names = 'ANY 1 (nobody)'");
      postgres.sql("select pg_reload_conf()");
      Await.until("all four wait", () -> waiting().equals("4"));
      long acknowledged = writer.acknowledged().count();
      long unknown = writer.unknown();
      postgres.sql(
          "select count(pg_cancel_backend(pid)) from pg_stat_activity where wait_event ="
              + " 'SyncRep'");
      Await.until("four outcomes are unknown", () -> writer.unknown() >= unknown + 4);
      assertThat(writer.acknowledged().count()).isEqualTo(acknowledged);
      assertThat(events)
          .anySatisfy(e -> assertThat(e.toString()).contains("wait for synchronous replication"));
      postgres.sql("alter system reset synchronous_standby_names");
      postgres.sql("select pg_reload_conf()");
      awaitMore(writer);
      writer.stop();
      assertThat(Verifier.verify(database, writer.acknowledged()).extra())
          .isGreaterThanOrEqualTo(4);
    }
  }

  private String rowsOf(String writers) throws Exception {
    return postgres.sql(
        "select count(*) from saksi_workload where n = 5 and writer in (" + writers + ")");
  }

  private String waiting() throws Exception {
    return postgres.sql("select count(*) from pg_stat_activity where wait_event = 'SyncRep'");
  }

  @Test
  void aHangWithoutAnyErrorIsALossOfServiceToo() throws Exception {
    try (Writer writer = start()) {
      awaitMore(writer);
      postgres.sql("alter system set synchronous_standby_names = 'ANY 1 (nobody)'");
      postgres.sql("select pg_reload_conf()");
      Await.until("service is lost", () -> !events.isEmpty());
      assertThat(events.getFirst().toString()).contains("no commit was acknowledged for");
      // Ends within its bound although all four hang.
      Moment begin = Writer.now();
      writer.stop();
      assertThat(Writer.now().since(begin).toSeconds()).isLessThan(6);
    }
  }

  @Test
  void theFileOfAcknowledgementsOutlivesTheWriter() throws Exception {
    Path acks = directory.resolve("acks");
    WriterConfig config =
        new WriterConfig(database, 2, Optional.of(acks), WriterConfig.DEFAULT_STALL_AFTER);
    for (int run = 0; run < 2; run++) {
      try (Writer writer = Writer.start(config, events::add)) {
        awaitMore(writer);
      }
    }
    Files.writeString(acks, "cut off in the midd", StandardOpenOption.APPEND);
    Acknowledgements read = Acknowledgements.read(acks);
    assertThat(read.count()).isGreaterThanOrEqualTo(200);
    assertThat(Verifier.verify(database, read).lostCount()).isZero();
    Files.writeString(acks, "le\n", StandardOpenOption.APPEND);
    assertThatThrownBy(() -> Acknowledgements.read(acks))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("line " + (read.count() + 1) + ": not an acknowledgement");
  }
}
