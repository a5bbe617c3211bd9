package io.saksi.raft;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RaftWatchdogTest {
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
          new RaftWatchdog.Limits(Duration.ofMillis(20), 10, Long.MAX_VALUE);
      try (RaftWatchdog watchdog = watch(a, greedy)) {
        TestPeer.await("a halt", () -> !watchdog.watching());
        assertThat(halts.getFirst()).contains("free");
      }
      halts.clear();
      try (RaftWatchdog watchdog = watch(a, new RaftWatchdog.Limits(Duration.ofMillis(1), 10, 0))) {
        a.submit("x");
        a.stop();
        TestPeer.await("the end of the watch", () -> !watchdog.watching());
      }
      assertThat(halts).isEmpty();
    }
  }

  private RaftWatchdog watch(TestPeer peer, RaftWatchdog.Limits limits) {
    return RaftWatchdog.start(peer.node, limits, halts::add);
  }
}
