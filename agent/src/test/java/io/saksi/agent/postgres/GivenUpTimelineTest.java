package io.saksi.agent.postgres;

import static io.saksi.agent.postgres.TestCluster.eventually;
import static io.saksi.agent.postgres.TestNode.BOUND;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.saksi.agent.divergence.ReignEnds;
import io.saksi.agent.hands.PostgresHands;
import io.saksi.agent.hands.RejoinProgress;
import io.saksi.agent.node.Promises;
import io.saksi.agent.probe.Ballast;
import io.saksi.agent.probe.NodeProbes;
import io.saksi.core.command.Command;
import io.saksi.core.model.ClusterId;
import io.saksi.core.model.Endpoint;
import io.saksi.core.model.Epoch;
import io.saksi.core.model.Lsn;
import io.saksi.core.model.Member;
import io.saksi.core.model.Settings;
import io.saksi.core.plan.Action;
import io.saksi.core.state.ClusterState;
import io.saksi.core.view.Postgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * A candidate was promoted and cut off when a standby had received of its timeline only the
 * beginning of the segment in which it forks (chaos, seed 1919, fault 30).
 */
@Tag(OrdinaryUser.TAG)
class GivenUpTimelineTest {
  private TestCluster cluster;
  private TestNode a;
  private TestNode b;
  private TestNode c;
  private Lsn written;

  @BeforeEach
  void start() throws Exception {
    cluster = new TestCluster();
    a = cluster.primary();
    b = cluster.standby("b", a);
    c = cluster.standby("c", a);
    a.asClient("CREATE TABLE t (x int)", "INSERT INTO t SELECT generate_series(1, 20000)");
    written = a.asPrimary().flushed();
    for (TestNode node : new TestNode[] {b, c}) {
      eventually(node.id + " has all", () -> node.asStandby().end().isAtLeast(written));
      node.postgres.revoke(BOUND);
    }
  }

  @AfterEach
  void stop() throws Exception {
    cluster.close();
  }

  private WalFiles wal(TestNode node) throws Exception {
    return new WalFiles(node.data(), node.postgres.controlData().walSegmentSize());
  }

  /** Of timeline 2, as c has it, b gets half of what comes before the fork, or all there is. */
  private void receive(boolean all) throws Exception {
    Promoted promoted = c.postgres.promote(2, new SyncSetting.Nobody(), BOUND);
    Lsn fork = promoted.switchPoint();
    if (all) {
      eventually("c writes", () -> fork.isBefore(c.asPrimary().flushed()));
    }
    Path segment = wal(c).segmentFile(2, fork);
    byte[] content = Files.readAllBytes(segment);
    int upTo = (int) (fork.value() - wal(c).startOfSegment(fork).value());
    assertThat(upTo).isGreaterThan(1 << 20);
    if (!all) {
      Arrays.fill(content, upTo / 2, content.length, (byte) 0);
    }
    Files.copy(wal(c).historyFile(2), wal(b).historyFile(2));
    Files.write(wal(b).segmentFile(2, fork), content);
  }

  private boolean hasTimelineTwo() throws IOException {
    try (var files = Files.list(b.data().resolve("pg_wal"))) {
      return files.anyMatch(file -> file.getFileName().toString().startsWith("00000002"));
    }
  }

  @Test
  void whatANodeHasFlushedIsNotHidden() throws Exception {
    b.postgres.killAll(BOUND);
    receive(false);
    b.postgres.start(new StartMode.Standby(Optional.empty()), BOUND);
    assertThat(b.postgres.revoke(BOUND).lsn()).isGreaterThanOrEqualTo(written);
    assertThat(hasTimelineTwo()).isFalse();
    b.postgres.follow(a.upstreamFor(b), BOUND);
    a.asClient("INSERT INTO t VALUES (1)");
    Lsn more = a.asPrimary().flushed();
    eventually("b has that too", () -> b.asStandby().replayed().isAtLeast(more));
  }

  @Test
  void whatATimelineHasOfItsOwnStays() throws Exception {
    b.postgres.killAll(BOUND);
    receive(true);
    b.postgres.start(new StartMode.Standby(Optional.empty()), BOUND);
    assertThat(b.postgres.revoke(BOUND).timeline()).isEqualTo(2);
    assertThat(hasTimelineTwo()).isTrue();
  }

  @Test
  void whatStandsNowhereElseStays() throws Exception {
    b.postgres.killAll(BOUND);
    receive(false);
    assertThat(b.postgres.wal().givenUp()).containsExactly(2);
    Files.delete(wal(b).segmentFile(1, wal(b).history(2).forks().getLast().end()));
    assertThat(b.postgres.wal().givenUp()).isEmpty();
  }

  @Test
  void whoIsToldToFollowAnotherLeaderIsStartedAnew() throws Exception {
    receive(false);
    try (PostgresHands hands = hands()) {
      assertThat(hands.observe().postgres()).isInstanceOf(Postgres.Standby.class);
      Action.Follow follow = new Action.Follow(new Epoch(1), a.id, b.id.name());
      assertThatThrownBy(() -> hands.perform(follow, state())).hasMessageContaining("given up");
      assertThat(hands.observe().postgres()).isInstanceOf(Postgres.Stopped.class);
      hands.perform(new Action.StartRecruit(new Epoch(1)), state());
      hands.perform(follow, state());
    }
  }

  private PostgresHands hands() throws Exception {
    return new PostgresHands(
        b.postgres,
        Promises.load(cluster.root().resolve("b.promises")),
        b.id,
        Optional.empty(),
        () -> true,
        new NodeProbes(b.postgres, Duration.ofSeconds(10), Ballast.none()),
        ReignEnds.load(cluster.root().resolve("b.reigns")),
        new RejoinProgress());
  }

  private ClusterState state() {
    Endpoint at = new Endpoint(TestNode.ADDRESS, a.port());
    Member member = new Member(a.id, at, at, Optional.of(at), Optional.empty(), 1);
    return ClusterState.create(
        new Command.CreateCluster(new ClusterId("test", "test"), Settings.DEFAULT, member));
  }
}
