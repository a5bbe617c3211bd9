package io.saksi.agent.postgres;

import static io.saksi.agent.postgres.TestCluster.eventually;
import static io.saksi.agent.postgres.TestCluster.timed;
import static io.saksi.agent.postgres.TestNode.BOUND;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.saksi.core.model.Lsn;
import io.saksi.core.model.SyncSet;
import java.nio.file.Files;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag(OrdinaryUser.TAG)
class PromotionTest {
  private TestCluster cluster;
  private TestNode a;
  private TestNode b;

  @BeforeEach
  void start() throws Exception {
    cluster = new TestCluster();
    a = cluster.primary();
    a.asClient("CREATE TABLE t (x int)");
    b = cluster.standby("b", a);
  }

  @AfterEach
  void stop() throws Exception {
    cluster.close();
  }

  @Test
  void promotionTakesExactlyTheAllottedTimelineAndAThirdNodeFollows() throws Exception {
    TestNode c = cluster.standby("c", a);
    b.postgres.setGate(Gate.READ, BOUND);
    a.postgres.killAll(BOUND);
    WalPosition revoked = timed("revoke", () -> b.postgres.revoke(BOUND));
    c.postgres.revoke(BOUND);

    SyncSetting sync = SyncSetting.of(SyncSet.any(1, List.of(c.id)));
    Promoted promoted = timed("promote", () -> b.postgres.promote(5, sync, BOUND));

    assertThat(promoted.timeline()).isEqualTo(5);
    assertThat(promoted.parent()).isEqualTo(1);
    assertThat(promoted.switchPoint()).isEqualTo(revoked.lsn());
    assertThat(b.asPrimary().timeline()).isEqualTo(5);
    assertThatThrownBy(b::client).as("the gate closed").hasMessageContaining("rejects");

    b.postgres.ensureSlots(Set.of(a.id, c.id), BOUND);
    timed("follow the new primary", () -> c.postgres.follow(b.upstreamFor(c), BOUND));
    // It first streams the old timeline up to the switch point.
    eventually(
        "the new timeline is streamed",
        () -> c.asStandby().receiver().filter(r -> r.timeline() == 5).isPresent());
    Lsn marker = timed("sync set confirmed", () -> b.postgres.applySync(sync, BOUND));
    eventually(
        "the member has flushed the marker",
        () -> b.postgres.observe(BOUND).senders().stream().anyMatch(s -> s.hasFlushed(marker)));
    b.postgres.setGate(Gate.WRITE, BOUND);
    b.asClient("INSERT INTO t VALUES (1)");
    assertThat(c.asStandby().timeline()).isEqualTo(5);

    // The follower restarts with the placeholders that it has fetched, and can be promoted.
    c.postgres.stopFast(BOUND);
    c.startFollowing(b);
    assertThat(c.asStandby().timeline()).isEqualTo(5);
    b.postgres.killAll(BOUND);
    c.postgres.revoke(BOUND);
    assertThat(c.postgres.promote(7, new SyncSetting.Nobody(), BOUND).timeline()).isEqualTo(7);
  }

  @Test
  void placeholdersOfAPromotionThatDidNotHappenDoNotKeepAStandbyFromStarting() throws Exception {
    b.postgres.stopFast(BOUND);
    new BurnedTimelines(b.data()).block(1, 4);
    assertThat(b.data().resolve("pg_wal/00000003.history")).exists();
    b.startFollowing(a);
    assertThat(Files.exists(b.data().resolve("pg_wal/00000002.history"))).isFalse();
  }

  @Test
  void primaryIsNotPromoted() {
    assertThatThrownBy(() -> a.postgres.promote(2, new SyncSetting.Nobody(), BOUND))
        .hasMessageContaining("no standby");
  }

  @Test
  void deadPostmasterIsNoticedByAnEvent() throws Exception {
    Postmaster postmaster = a.postgres.adopt().orElseThrow();
    assertThat(postmaster.isAlive()).isTrue();
    ProcessHandle.of(postmaster.pid()).orElseThrow().destroyForcibly();
    timed(
        "postmaster's death noticed",
        () -> assertThat(ServerProcesses.exitsWithin(postmaster, BOUND)).isTrue());
    assertThat(postmaster.isAlive()).isFalse();
    assertThat(a.postgres.adopt()).isEmpty();
  }

  @Test
  void nothingCommitsAfterKillAllEvenABackendInALoop() throws Exception {
    a.asClient(
        "CREATE PROCEDURE on_and_on() LANGUAGE plpgsql AS"
            + " 'BEGIN LOOP INSERT INTO t VALUES (7); COMMIT; END LOOP; END'");
    Thread client =
        Thread.ofVirtual()
            .start(() -> {
              try {
                a.asClient("CALL on_and_on()");
              } catch (java.sql.SQLException e) {
                return; // as expected
              }
            });
    eventually("it commits", () -> !a.ask("SELECT count(*) FROM t").equals("0"));
    timed("kill all", () -> a.postgres.killAll(BOUND));
    client.join(BOUND);
    WalPosition end = a.postgres.wal().endOfWal(BOUND);
    assertThat(io.saksi.agent.os.ProcessTable.inDirectory(a.data())).isEmpty();
    assertThat(a.postgres.wal().endOfWal(BOUND)).isEqualTo(end);
  }
}
