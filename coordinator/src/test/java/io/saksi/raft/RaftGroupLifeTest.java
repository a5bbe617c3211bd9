package io.saksi.raft;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RaftGroupLifeTest {
  @TempDir Path root;

  @Test
  void groupGrowsLosesItsLeaderGoesOnAndComesBackWhole() throws Exception {
    try (TestGroup group = new TestGroup(root)) {
      TestPeer a = group.peer("a", withoutHandover());
      TestPeer b = group.peer("b");
      TestPeer c = group.peer("c");
      assertThat(RaftNode.initialised(a.config)).isFalse();
      a.bootstrap();
      assertThat(RaftNode.initialised(a.config)).isTrue();
      assertThat(a.submit("1")).isEqualTo("done 1");
      a.add(b.join(a.node.groupId()));
      a.add(c.join(a.node.groupId()));
      a.submit("2");
      assertThat(a.node.peers()).containsExactly(a.config.self(), b.config.self(), c.config.self());
      TestPeer.await("replication", () -> b.journal.size() == 2 && c.journal.size() == 2);

      long term = a.node.term();
      a.stop();
      TestPeer next = TestPeer.leaderOf(b, c);
      next.submit("3");
      assertThat(next.node.term()).isGreaterThan(term);

      a.restart();
      TestPeer.await("the old leader following", () -> a.journal.size() == 3);
      assertThat(a.node.leaderId()).hasValue(next.id());

      group.stop();
      for (TestPeer peer : List.of(a, b, c)) {
        peer.restart();
      }
      TestPeer.leaderOf(a, b, c).submit("4");
      for (TestPeer peer : List.of(a, b, c)) {
        TestPeer.await("the state", () -> peer.journal.lines().equals(List.of("1", "2", "3", "4")));
      }
    }
  }

  @Test
  void leaderHandsOverAtOnceWhenAskedAndWhenClosed() throws Exception {
    try (TestGroup group = new TestGroup(root)) {
      TestPeer a = group.peer("a");
      TestPeer b = group.peer("b");
      TestPeer c = group.peer("c");
      a.bootstrap();
      a.add(b.join(a.node.groupId()));
      a.add(b);
      a.add(c.join(a.node.groupId()));

      a.node.transferLeadership("b").get(5, TimeUnit.SECONDS);
      TestPeer.await("the asked leader", b::leads);
      TestPeer.await("the events", () -> a.events.contains("notLeader"));
      TestPeer.await("the asked leader's events", () -> b.events.contains("leaderReady"));

      b.submit("x");
      b.stop();
      TestPeer.leaderOf(a, c).submit("y");
    }
  }

  @Test
  void removedPeerMayComeBackOnlyAsANewOne() throws Exception {
    List<String> halts = new ArrayList<>();
    try (TestGroup group = new TestGroup(root)) {
      TestPeer a = group.peer("a");
      TestPeer b = group.peer("b");
      TestPeer c = group.peer("c");
      a.bootstrap();
      a.add(b.join(a.node.groupId()));
      a.add(c.join(a.node.groupId()));
      try (RaftWatchdog watchdog =
          RaftWatchdog.start(c.node, RaftWatchdog.Limits.defaults(), halts::add)) {
        a.node.removePeer("c").get(10, TimeUnit.SECONDS);
        TestPeer.await("the halt of the removed", () -> !watchdog.watching());
      }
      assertThat(halts).hasSize(1);
      assertThat(a.node.peers()).containsExactly(a.config.self(), b.config.self());
      a.submit("x");
    }
  }

  /** Which needs no disk: it is what a leader does whose own disk stands still. */
  @Test
  void aLeaderStepsDownAndTheGroupElectsAnew() throws Exception {
    try (TestGroup group = new TestGroup(root)) {
      TestPeer a = group.peer("a");
      a.bootstrap();
      TestPeer b = group.peer("b");
      TestPeer c = group.peer("c");
      a.add(b.join(a.node.groupId()));
      a.add(c.join(a.node.groupId()));
      long term = a.node.term();

      a.node.engine().requests().stepDown(Duration.ofSeconds(5)).get(5, TimeUnit.SECONDS);

      TestPeer.await("a later term", () -> a.node.term() > term);
      TestPeer.leaderOf(a, b, c).submit("after");
    }
  }

  private static RaftTuning withoutHandover() {
    RaftTuning t = TestPeer.QUICK;
    return new RaftTuning(
        t.rpcTimeoutMin(),
        t.rpcTimeoutMax(),
        t.submitTimeout(),
        t.changeTimeout(),
        Duration.ofMillis(1),
        t.diskPatience(),
        t.startTimeout(),
        t.closeTimeout(),
        t.snapshotThreshold(),
        t.segmentBytes());
  }
}
