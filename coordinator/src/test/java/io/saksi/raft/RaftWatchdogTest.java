package io.saksi.raft;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RaftWatchdogTest {
  private static final Duration NEVER = Duration.ofDays(1);

  /** Nobody accepts, and the peer itself connects too. */
  private static final int BACKLOG = 1_000;

  private static final Duration QUICKLY = Duration.ofMillis(20);
  private static final Duration SHORT = Duration.ofMillis(800);

  private final List<String> halts = new CopyOnWriteArrayList<>();

  @TempDir Path root;

  @Test
  void errorOfOnePeerAloneHaltsItAndTheOthersGoOn() throws Exception {
    try (TestGroup group = new TestGroup(root)) {
      TestPeer a = group.peer("a");
      TestPeer b = group.peer("b");
      TestPeer c = group.peer("c");
      a.bootstrap();
      a.add(b.join(a.node.groupId()));
      a.add(c.join(a.node.groupId()));
      a.journal.makeBreakable();
      try (RaftWatchdog watchdog = watch(a, RaftWatchdog.Limits.defaults())) {
        assertThat(a.refusal(Journal.BREAKS_THIS_PEER))
            .isInstanceOf(SubmitException.OutcomeUnknown.class);
        TestPeer.await("a halt", () -> !watchdog.watching());
      }
      assertThat(halts).hasSize(1);
      assertThat(a.events).contains("fatal");
      TestPeer.leaderOf(b, c).submit("after");
      TestPeer.await(
          "both others",
          () ->
              b.journal.lines().equals(c.journal.lines())
                  && b.journal.lines().contains(Journal.BREAKS_THIS_PEER));
    }
  }

  @Test
  void divisionClosedByRatisHalts() throws Exception {
    try (TestGroup group = new TestGroup(root)) {
      TestPeer a = group.peer("a");
      a.bootstrap();
      try (RaftWatchdog watchdog = watch(a, RaftWatchdog.Limits.defaults())) {
        a.node.engine().closeDivision();
        TestPeer.await("a halt", () -> !watchdog.watching());
        assertThat(halts.getFirst()).contains("CLOS");
        assertThat(a.node.role()).isEqualTo(RaftRole.CLOSED);
      }
    }
  }

  @Test
  void lowFreeSpaceHaltsEarlyAndAClosedNodeNever() throws Exception {
    try (TestGroup group = new TestGroup(root)) {
      TestPeer a = group.peer("a");
      a.bootstrap();
      RaftWatchdog.Limits greedy =
          new RaftWatchdog.Limits(Duration.ofMillis(20), 10, Long.MAX_VALUE, Long.MAX_VALUE, NEVER);
      try (RaftWatchdog watchdog = watch(a, greedy)) {
        TestPeer.await("a halt", () -> !watchdog.watching());
        assertThat(halts.getFirst()).contains("free");
      }
      halts.clear();
      try (RaftWatchdog watchdog = watch(a, limits(Duration.ofMillis(1), NEVER))) {
        a.submit("x");
        a.stop();
        TestPeer.await("the end of the watch", () -> !watchdog.watching());
      }
      assertThat(halts).isEmpty();
    }
  }

  /** The others are there to be reached, and do not vote: what a stuck peer looks like. */
  @Test
  void nobodyIsElectedThoughAMajorityIsThere() throws Exception {
    try (TestGroup group = new TestGroup(root)) {
      TestPeer a = group.peer("a");
      TestPeer b = group.peer("b");
      TestPeer c = group.peer("c");
      a.bootstrap();
      a.add(b.join(a.node.groupId()));
      a.add(c.join(a.node.groupId()));
      TestPeer.await("a leader", () -> a.node.engine().isLed(SHORT));
      b.stop();
      c.stop();
      TestPeer.await("the end of the leadership", () -> !a.node.engine().isLed(SHORT));
      // Nobody is there: to start this peer again would help nobody.
      Leaderless alone = new Leaderless(a.node, SHORT);
      long looked = System.nanoTime() + SHORT.multipliedBy(2).toNanos();
      while (System.nanoTime() - looked < 0) {
        assertThat(alone.reason()).isEmpty();
      }
      RaftPeerAddress of = b.config.self();
      try (ServerSocket _ =
              new ServerSocket(of.port(), BACKLOG, InetAddress.getByName(TestPeer.HOST));
          RaftWatchdog watchdog = watch(a, limits(QUICKLY, SHORT))) {
        TestPeer.await("a halt", () -> !watchdog.watching());
      }
      assertThat(halts).hasSize(1);
      assertThat(halts.getFirst()).contains("no leader").contains("2 of 3");
    }
  }

  private static RaftWatchdog.Limits limits(Duration poll, Duration leaderless) {
    return new RaftWatchdog.Limits(poll, 10, 0, 0, leaderless);
  }

  private RaftWatchdog watch(TestPeer peer, RaftWatchdog.Limits limits) {
    return RaftWatchdog.start(peer.node, limits, halts::add);
  }
}
