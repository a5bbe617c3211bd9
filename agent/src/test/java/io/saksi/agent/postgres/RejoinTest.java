package io.saksi.agent.postgres;

import static io.saksi.agent.postgres.TestCluster.eventually;
import static io.saksi.agent.postgres.TestCluster.timed;
import static io.saksi.agent.postgres.TestNode.BOUND;
import static org.assertj.core.api.Assertions.assertThat;

import io.saksi.agent.os.Signal;
import io.saksi.agent.os.Signals;
import io.saksi.core.model.InstanceId;
import io.saksi.core.model.Lsn;
import java.nio.file.Files;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag(OrdinaryUser.TAG)
class RejoinTest {
  private TestCluster cluster;
  private TestNode a;
  private TestNode b;

  @BeforeEach
  void start() throws Exception {
    cluster = new TestCluster();
    a = cluster.primary();
    a.asClient("CREATE TABLE t (x int)", "INSERT INTO t VALUES (1)");
    b = cluster.standby("b", a);
    awaitCaughtUp();
  }

  @AfterEach
  void stop() throws Exception {
    cluster.close();
  }

  @Test
  void crashedPrimaryWithMoreWalIsDivergedAndFollowsAfterItsRewind() throws Exception {
    b.postgres.revoke(BOUND);
    a.asClient("INSERT INTO t SELECT generate_series(100, 1100)");
    Lsn written = a.asPrimary().flushed();
    a.postgres.killAll(BOUND);
    assertThat(timed("end of WAL", () -> a.postgres.wal().endOfWal(BOUND)).lsn())
        .isGreaterThanOrEqualTo(written);
    final Promoted promoted = promoteB(4);

    ForkVerdict verdict =
        timed("fork check", () -> a.postgres.wal().checkFork(b.postgres.wal().history(4), BOUND));
    assertThat(verdict).isInstanceOf(ForkVerdict.Diverged.class);
    assertThat(((ForkVerdict.Diverged) verdict).fork()).isEqualTo(promoted.switchPoint());

    InstanceId before = a.postgres.directory().requireComplete();
    RewindOutcome outcome =
        timed(
            "rewind",
            () ->
                a.postgres
                    .rejoining()
                    .rewind(
                        TestNode.ADDRESS,
                        b.port(),
                        (ForkVerdict.Diverged) verdict,
                        Optional.empty(),
                        BOUND));
    assertThat(outcome).isInstanceOf(RewindOutcome.Rewound.class);
    RewindOutcome.Rewound rewound = (RewindOutcome.Rewound) outcome;
    assertThat(rewound.instance()).isNotEqualTo(before);
    assertThat(rewound.salvage().resolve("000000010000000000000003")).exists();
    assertThat(a.postgres.directory().state())
        .isEqualTo(new DataDirectoryState.Complete(rewound.instance()));
    assertThat(a.postgres.rejoining().lacksWal()).isTrue();

    followAndAgree();
  }

  @Test
  void primaryThatStoppedCleanlyFollowsDirectly() throws Exception {
    a.postgres.stopFast(BOUND);
    assertThat(a.postgres.controlData().cleanlyShutDown()).isTrue();
    WalPosition end = a.postgres.wal().endOfWal(BOUND);
    assertThat(b.postgres.revoke(BOUND)).isEqualTo(end);
    promoteB(2);
    assertThat(a.postgres.wal().checkFork(b.postgres.wal().history(2), BOUND))
        .isEqualTo(new ForkVerdict.FollowsDirectly());
    followAndAgree();
  }

  @Test
  void crashedPrimaryWithoutMoreWalFollowsDirectly() throws Exception {
    nothingMoreIsWritten();
    a.postgres.killAll(BOUND);
    WalPosition end = a.postgres.wal().endOfWal(BOUND);
    assertThat(b.postgres.revoke(BOUND)).isEqualTo(end);
    promoteB(2);
    assertThat(a.postgres.wal().checkFork(b.postgres.wal().history(2), BOUND))
        .isEqualTo(new ForkVerdict.FollowsDirectly());
    followAndAgree();
  }

  @Test
  void primaryThatStoppedCleanlyButAloneIsDiverged() throws Exception {
    b.postgres.revoke(BOUND);
    a.postgres.stopFast(BOUND);
    promoteB(2);
    assertThat(a.postgres.wal().checkFork(b.postgres.wal().history(2), BOUND))
        .isInstanceOf(ForkVerdict.Diverged.class);
  }

  @Test
  void timelineThatTheHistoryDoesNotKnowIsUnknown() throws Exception {
    b.postgres.revoke(BOUND);
    promoteB(3);
    b.postgres.killAll(BOUND);
    assertThat(b.postgres.wal().checkFork(a.postgres.wal().history(1), BOUND))
        .isInstanceOf(ForkVerdict.Unknown.class);
  }

  @Test
  void rewindFromASourceThatIsNotThereTouchesNothing() throws Exception {
    a.postgres.killAll(BOUND);
    b.postgres.killAll(BOUND);
    DataDirectoryState before = a.postgres.directory().state();
    var divergence = new ForkVerdict.Diverged(1, Lsn.parse("0/3000000"), Lsn.parse("0/3000000"));
    org.assertj.core.api.Assertions.assertThatThrownBy(() ->
            a.postgres
                .rejoining()
                .rewind(TestNode.ADDRESS, b.port(), divergence, Optional.empty(), BOUND))
        .isInstanceOf(PostgresException.class);
    assertThat(a.postgres.directory().state()).isEqualTo(before);
    assertThat(Files.exists(a.postgres.directory().rewindMarker())).isFalse();
  }

  private Promoted promoteB(int timeline) throws Exception {
    b.postgres.revoke(BOUND);
    Promoted promoted = b.postgres.promote(timeline, new SyncSetting.Nobody(), BOUND);
    b.postgres.ensureSlots(Set.of(a.id), BOUND);
    b.postgres.setGate(Gate.WRITE, BOUND);
    b.asClient("INSERT INTO t VALUES (2)");
    return promoted;
  }

  private void followAndAgree() throws Exception {
    a.startFollowing(b);
    b.asClient("INSERT INTO t VALUES (3)");
    Lsn end = b.asPrimary().flushed();
    eventually("a has it all", () -> a.asStandby().replayed().isAtLeast(end));
    a.postgres.setGate(Gate.READ, BOUND);
    String rows = "SELECT string_agg(x::text, ',' ORDER BY x) FROM t";
    assertThat(a.ask(rows)).isEqualTo("1,2,3");
    assertThat(a.asStandby().timeline()).isEqualTo(b.asPrimary().timeline());
    assertThat(a.asStandby().receiver()).isPresent();
  }

  /**
   * Processes that write WAL of their own, now or in 15 s, write no more; what has been inserted is
   * flushed by a commit, and is with b. The session that looks has set its hint bits by then.
   */
  private void nothingMoreIsWritten() throws Exception {
    String writers =
        a.askAsAgent(
            "SELECT string_agg(pid::text, ' ') FROM pg_stat_activity WHERE backend_type IN"
                + " ('background writer', 'checkpointer', 'walwriter', 'autovacuum launcher')");
    for (String pid : writers.split(" ", -1)) {
      Signals.send(Long.parseLong(pid), Signal.SIGSTOP);
    }
    eventually(
        "b has all that a has",
        () -> {
          a.postgres.execute(
              List.of("SELECT pg_logical_emit_message(true, 'test', 'the last')"), BOUND);
          Lsn written = a.asPrimary().inserted();
          eventually("b has it", () -> b.asStandby().end().isAtLeast(written));
          return a.asPrimary().inserted().equals(written);
        });
  }

  private void awaitCaughtUp() throws Exception {
    Lsn end = a.asPrimary().flushed();
    eventually("b has it all", () -> b.asStandby().replayed().isAtLeast(end));
  }
}
