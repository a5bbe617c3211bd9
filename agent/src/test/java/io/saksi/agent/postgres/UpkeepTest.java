package io.saksi.agent.postgres;

import static io.saksi.agent.postgres.TestCluster.eventually;
import static io.saksi.agent.postgres.TestNode.BOUND;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.saksi.core.model.Lsn;
import io.saksi.core.model.SyncSet;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Slots, WAL senders and settings, as they are kept on a running primary and its standby. */
@Tag(OrdinaryUser.TAG)
class UpkeepTest {
  private TestCluster cluster;
  private TestNode a;
  private TestNode b;

  @BeforeEach
  void start() throws Exception {
    cluster = new TestCluster();
    a = cluster.primary();
    b = cluster.standby("b", a);
  }

  @AfterEach
  void stop() throws Exception {
    cluster.close();
  }

  private void alter(TestNode node, String setting) throws Exception {
    node.postgres.execute(List.of("ALTER SYSTEM SET " + setting, "SELECT pg_reload_conf()"), BOUND);
  }

  /** Ends segments until those of before are gone, as far as nobody keeps them. */
  private void forgetWal(TestNode node) throws Exception {
    for (int i = 0; i < 4; i++) {
      endSegment(node);
      node.postgres.execute(List.of("CHECKPOINT"), BOUND);
    }
  }

  private void endSegment(TestNode node) throws Exception {
    node.postgres.execute(
        List.of("SELECT pg_logical_emit_message(true, 'test', 'x')", "SELECT pg_switch_wal()"),
        BOUND);
  }

  @Test
  void slotThatLostItsWalIsMadeAnew() throws Exception {
    TestNode c = cluster.empty("c");
    a.postgres.ensureSlots(Set.of(b.id, c.id), BOUND);
    alter(a, "wal_keep_size = 0");
    alter(a, "max_slot_wal_keep_size = '1MB'");
    eventually(
        "the slot is lost",
        () -> {
          endSegment(a);
          // A checkpoint takes the slot of whoever is a segment behind, be it for a moment.
          eventually("b is not behind", () -> lagOf("saksi_b") < 1 << 16);
          a.postgres.execute(List.of("CHECKPOINT"), BOUND);
          return "lost".equals(statusOfSlot("saksi_c"));
        });
    a.postgres.ensureSlots(Set.of(b.id, c.id), BOUND);
    assertThat(statusOfSlot("saksi_c")).isEqualTo("reserved");
    assertThat(statusOfSlot("saksi_b")).as("one in use is left").isEqualTo("reserved");
  }

  private long lagOf(String slot) throws Exception {
    return Long.parseLong(
        a.ask(
            "SELECT pg_wal_lsn_diff(pg_current_wal_lsn(), restart_lsn)::bigint"
                + " FROM pg_replication_slots WHERE slot_name = '"
                + slot
                + "'"));
  }

  private String statusOfSlot(String slot) throws Exception {
    return a.ask("SELECT wal_status FROM pg_replication_slots WHERE slot_name = '" + slot + "'");
  }

  @Test
  void standbyWhoseWalIsGoneIsToldFromOneThatOnlyWaits() throws Exception {
    WalPosition at = b.postgres.revoke(BOUND);
    assertThat(
            b.postgres
                .rejoining()
                .isWalGone(TestNode.ADDRESS, a.port(), at.lsn(), BOUND.dividedBy(30)))
        .isFalse();
    a.postgres.execute(List.of("SELECT pg_drop_replication_slot('saksi_b')"), BOUND);
    alter(a, "wal_keep_size = 0");
    eventually(
        "the upstream says so",
        () -> {
          forgetWal(a);
          return b.postgres
              .rejoining()
              .isWalGone(TestNode.ADDRESS, a.port(), at.lsn(), BOUND.dividedBy(30));
        });
  }

  @Test
  void slotsOnAStandbyGoWithTheMembersAndNeverBeyondWhatItHas() throws Exception {
    TestNode c = cluster.empty("c");
    b.postgres.ensureSlots(Set.of(a.id, c.id), BOUND);
    forgetWal(a);
    Lsn end = a.asPrimary().flushed();
    eventually("replayed", () -> b.asStandby().replayed().isAtLeast(end));
    b.postgres.advanceSlots(Map.of(a.id, end, c.id, Lsn.parse("FF/0")), BOUND);
    b.postgres.setGate(Gate.READ, BOUND);
    assertThat(
            b.ask(
                "SELECT string_agg((restart_lsn >= '"
                    + end
                    + "' AND restart_lsn <= pg_last_wal_replay_lsn())::text, ',')"
                    + " FROM pg_replication_slots"))
        .isEqualTo("true,true");
  }

  /** A second connection under the member's name, as from a copy of its machine. */
  private Process impostor(String name) throws Exception {
    String password = Secrets.read(a.postgres.config().secretFile()).passwordOf(Secrets.REPLICATOR);
    return Commands.builder(
            List.of(
                TestCluster.installation().program("pg_receivewal").toString(),
                "-D",
                Files.createDirectory(cluster.root().resolve("received")).toString(),
                "-d",
                "host=%s port=%d user=%s password=%s application_name=%s"
                    .formatted(TestNode.ADDRESS, a.port(), Secrets.REPLICATOR, password, name)))
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  private List<SenderStatus> senders() throws Exception {
    return a.postgres.observe(BOUND).senders();
  }

  @Test
  void secondConnectionUnderAMembersNameIsEndedAndTheMemberStays() throws Exception {
    long member = senders().getFirst().pid();
    Process impostor = impostor("b");
    try {
      eventually("both are there", () -> senders().size() == 2);
      assertThat(care()).as("a name that is not counted may be shared").isEmpty();
      // The proof of a new set ends it too, for it does not report flushes; and it comes back.
      a.postgres.applySync(SyncSetting.of(SyncSet.any(1, List.of(b.id))), BOUND);
      eventually("both are there again", () -> senders().size() == 2);
      assertThat(care()).singleElement().asString().startsWith("DUPLICATE_NAME: b");
      eventually("one is left", () -> senders().size() == 1);
      assertThat(senders().getFirst().pid()).isEqualTo(member);
      assertThat(care()).isEmpty();
    } finally {
      impostor.destroyForcibly();
    }
  }

  private List<String> care() throws Exception {
    return a.postgres.careForSenders(a.postgres.observe(BOUND), BOUND);
  }

  @Test
  void standbyThatClaimsWhatItWasNotSentIsEndedWhenItInsists() throws Exception {
    SenderCare care =
        new SenderCare(
            Context.of(
                TestCluster.installation(),
                a.postgres.config(),
                RejoinOptions.DEFAULT,
                RejoinWatch.NONE));
    SenderStatus honest = senders().getFirst();
    SenderStatus claims =
        new SenderStatus(
            honest.pid(),
            "b",
            honest.clientAddress(),
            "streaming",
            Lsn.parse("0/1"),
            Lsn.parse("0/9"),
            Lsn.parse("0/9"),
            Lsn.parse("0/1"),
            "quorum");
    assertThat(care.care(counting(claims), 0, BOUND)).isEmpty();
    assertThat(care.care(counting(honest), 1_500_000_000L, BOUND)).isEmpty();
    assertThat(care.care(counting(claims), 2_500_000_000L, BOUND)).isEmpty();
    assertThat(care.care(counting(claims), 4_500_000_000L, BOUND))
        .singleElement()
        .asString()
        .startsWith("FALSE_ACKNOWLEDGEMENT: b");
    eventually("it was ended", () -> senders().stream().noneMatch(s -> s.pid() == honest.pid()));
  }

  private Observation counting(SenderStatus sender) throws Exception {
    return new Observation(a.asPrimary(), 150000, "ANY 1 (\"b\")", List.of(sender));
  }

  @Test
  void settingsOfOursThatSomebodyAlteredAreNamedAndPutBack() throws Exception {
    assertThat(a.postgres.inspect(BOUND)).isEmpty();
    assertThat(b.postgres.inspect(BOUND)).isEmpty();
    alter(a, "fsync = off");
    eventually(
        "it is noticed",
        () ->
            a.postgres.inspect(BOUND).stream()
                .anyMatch(w -> w.startsWith("SETTING_OVERRIDDEN: fsync is 'off' by ")));
    eventually("it is put back", () -> a.postgres.inspect(BOUND).isEmpty());
    assertThat(a.ask("SHOW fsync")).isEqualTo("on");
  }

  @Test
  void standbyDoesNotFollowBeforeItFlushesHonestly() throws Exception {
    b.postgres.revoke(BOUND);
    alter(b, "fsync = off");
    b.postgres.setGate(Gate.READ, BOUND);
    eventually("fsync is off", () -> "off".equals(b.ask("SHOW fsync")));
    b.postgres.follow(a.upstreamFor(b), BOUND);
    assertThat(b.ask("SHOW fsync")).isEqualTo("on");
  }

  @Test
  void standbyThatDoesNotFlushIsNotLetFollow() throws Exception {
    b.postgres.stopFast(BOUND);
    b.postgres.start(new StartMode.Standby(Optional.empty()), BOUND);
    b.postgres.stopFast(BOUND);
    Process server =
        Commands.builder(
                List.of(
                    TestCluster.installation().program("postgres").toString(),
                    "-D",
                    b.data().toString(),
                    "-c",
                    "config_file=" + b.postgres.config().runDirectory().resolve("postgresql.conf"),
                    "-c",
                    "fsync=off"))
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    eventually("it runs", () -> isUp(b));
    assertThatThrownBy(() -> b.postgres.follow(a.upstreamFor(b), Duration.ofMillis(500)))
        .hasMessageContaining("fsync is off");
    assertThat(b.postgres.inspect(BOUND))
        .containsExactly("SETTING_OVERRIDDEN: fsync is 'off' by command line");
    assertThat(server.isAlive()).isTrue();
    assertThat(senders()).isEmpty();
  }

  private static boolean isUp(TestNode node) throws Exception {
    try {
      node.postgres.observe(BOUND);
      return true;
    } catch (PostgresException e) {
      return false;
    }
  }

  @Test
  void whatIsStoredAgainstThePromiseIsNamed() throws Exception {
    a.postgres.execute(
        List.of(
            "ALTER ROLE client SET synchronous_commit = off",
            "ALTER DATABASE postgres SET synchronous_commit = remote_write"),
        BOUND);
    alter(a, "max_slot_wal_keep_size = -1");
    alter(a, "max_connections = 60");
    eventually("the settings are read", () -> a.postgres.inspect(BOUND).size() == 4);
    assertThat(a.postgres.inspect(BOUND))
        .contains(
            "COMMITS_DO_NOT_WAIT: role client: synchronous_commit=off",
            "COMMITS_DO_NOT_WAIT: database postgres: synchronous_commit=remote_write",
            "RESTART_PENDING: max_connections")
        .anyMatch(w -> w.startsWith("SLOT_RETAINS_WAL: max_slot_wal_keep_size is -1"));
  }

  @Test
  void probesTellReplicationFromTheDisk() throws Exception {
    a.postgres.applySync(new SyncSetting.Blocked(), BOUND);
    InstanceConfig config = a.postgres.config();
    try (LocalSessions own = new LocalSessions(config, Secrets.read(config.secretFile()));
        ProbeSession disk = a.postgres.probe(ProbeSession.Waits.FOR_THE_DISK);
        ProbeSession standbys = a.postgres.probe(ProbeSession.Waits.FOR_STANDBYS)) {
      assertThat(disk.commit()).isEqualTo(ProbeSession.Answer.COMMITTED);
      var waits =
          java.util.concurrent.CompletableFuture.supplyAsync(() -> {
            try {
              return standbys.commit();
            } catch (InterruptedException e) {
              throw new AssertionError(e);
            }
          });
      eventually(
          "it waits for standbys",
          () ->
              "1"
                  .equals(
                      own.value(
                          BOUND,
                          "SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'SyncRep'")));
      assertThat(waits).isNotDone();
      a.postgres.killAll(BOUND);
      assertThat(waits.get()).isNotEqualTo(ProbeSession.Answer.COMMITTED);
      eventually("nothing comes back", () -> disk.commit() == ProbeSession.Answer.SILENT);
    }
  }
}
