package io.saksi.agent.postgres;

import static io.saksi.agent.postgres.TestCluster.eventually;
import static io.saksi.agent.postgres.TestCluster.timed;
import static io.saksi.agent.postgres.TestNode.BOUND;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.saksi.core.model.Lsn;
import io.saksi.core.model.SyncSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag(OrdinaryUser.TAG)
class StandbyTest {
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

  @Test
  void syncSetFromEmptyToAMemberMakesCommitsWaitForIt() throws Exception {
    SyncSetting members = SyncSetting.of(SyncSet.any(1, List.of(b.id)));
    Lsn marker = timed("sync set, empty to names", () -> a.postgres.applySync(members, BOUND));
    eventually(
        "the member has flushed the marker",
        () -> a.postgres.observe(BOUND).senders().stream().anyMatch(s -> s.hasFlushed(marker)));
    Observation seen = a.postgres.observe(BOUND);
    assertThat(seen.syncInForce()).isEqualTo("ANY 1 (\"b\")");
    assertThat(seen.senders()).extracting(SenderStatus::syncState).containsExactly("quorum");
    a.asClient("CREATE TABLE t (x int)", "INSERT INTO t VALUES (1)");

    b.postgres.revoke(BOUND);
    Thread writer = Thread.ofVirtual().start(() -> commit("INSERT INTO t VALUES (2)"));
    eventually(
        "the commit waits",
        () ->
            "1"
                .equals(
                    a.ask("SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'SyncRep'")));
    assertThat(a.ask("SELECT count(*) FROM t")).isEqualTo("1");
    b.postgres.follow(a.upstreamFor(b), BOUND);
    assertThat(writer.join(BOUND)).isTrue();
    assertThat(a.ask("SELECT count(*) FROM t")).isEqualTo("2");
  }

  private void commit(String sql) {
    try {
      a.asClient(sql);
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void changeOfNameIsAReload() throws Exception {
    Upstream joining =
        new Upstream(TestNode.ADDRESS, a.port(), b.id.joiningName(), b.id.slotName());
    timed("follow under another name", () -> b.postgres.follow(joining, BOUND));
    assertThat(a.postgres.observe(BOUND).senders())
        .extracting(SenderStatus::applicationName)
        .containsExactly("b__join");
  }

  @Test
  void revokedStandbyReceivesNothingEvenWithReplayPaused() throws Exception {
    a.asClient("CREATE TABLE t (x int)");
    b.postgres.execute(List.of("SELECT pg_wal_replay_pause()"), BOUND);
    eventually("replay is paused", () -> b.asStandby().replayPaused());
    a.asClient("INSERT INTO t SELECT generate_series(1, 1000)");
    Lsn written = a.asPrimary().flushed();
    eventually("it was received", () -> b.asStandby().end().isAtLeast(written));

    WalPosition position = timed("revoke", () -> b.postgres.revoke(BOUND));
    assertThat(position.timeline()).isEqualTo(1);
    assertThat(position.lsn()).isGreaterThanOrEqualTo(written);

    a.asClient("INSERT INTO t SELECT generate_series(1, 1000)");
    b.postgres.execute(List.of("SELECT pg_wal_replay_resume()"), BOUND);
    // The position itself may lie within a record that did not come whole.
    eventually("all is replayed", () -> b.asStandby().replayed().isAtLeast(written));
    assertThat(b.postgres.revoke(BOUND)).as("revoked twice").isEqualTo(position);
    assertThat(b.asStandby().receiver()).isEmpty();
    assertThat(a.postgres.observe(BOUND).senders()).isEmpty();
  }

  @Test
  void restartedStandbyIsRevokedAtTheEndOfItsWal() throws Exception {
    a.asClient("CREATE TABLE t (x int)");
    Lsn written = a.asPrimary().flushed();
    eventually("it was received", () -> b.asStandby().end().isAtLeast(written));
    b.postgres.killAll(BOUND);
    b.postgres.start(new StartMode.Standby(Optional.empty()), BOUND);
    assertThat(b.asStandby().received()).isEmpty();
    WalPosition position = b.postgres.revoke(BOUND);
    assertThat(position.lsn()).isGreaterThanOrEqualTo(written);
    b.postgres.stopFast(BOUND);
    assertThat(b.postgres.wal().endOfWal(BOUND)).isEqualTo(position);
  }

  @Test
  void standbyIsReadButNeverOpenedForWrites() throws Exception {
    b.postgres.setGate(Gate.READ, BOUND);
    assertThat(b.ask("SELECT 1")).isEqualTo("1");
    assertThatThrownBy(() -> b.postgres.setGate(Gate.WRITE, BOUND)).hasMessageContaining("standby");
  }

  @Test
  void slotsOfMembersAreKeptOnEveryNodeAndDroppedWithThem() throws Exception {
    TestNode c = cluster.empty("c");
    b.postgres.ensureSlots(Set.of(a.id, c.id), BOUND);
    b.postgres.advanceSlots(Map.of(a.id, b.asStandby().replayed(), c.id, Lsn.parse("FF/0")), BOUND);
    b.postgres.dropOtherSlots(Set.of(a.id), BOUND);
    b.postgres.setGate(Gate.READ, BOUND);
    assertThat(b.ask("SELECT string_agg(slot_name, ',') FROM pg_replication_slots"))
        .isEqualTo("saksi_a");
  }

  @Test
  void whatSomebodyAlteredIsPutBack() throws Exception {
    a.postgres.execute(List.of("ALTER SYSTEM SET synchronous_standby_names = ''"), BOUND);
    a.postgres.applySync(new SyncSetting.Blocked(), BOUND);
    assertThat(a.postgres.observe(BOUND).syncInForce()).isEqualTo("ANY 1 (__gate__)");
  }
}
