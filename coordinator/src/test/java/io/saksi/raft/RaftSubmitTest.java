package io.saksi.raft;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RaftSubmitTest {
  @TempDir Path root;

  @Test
  void commandThatThrowsPoisonsNobody() throws Exception {
    try (TestGroup group = new TestGroup(root)) {
      TestPeer a = group.peer("a");
      TestPeer b = group.peer("b");
      a.bootstrap();
      a.add(b.join(a.node.groupId()));
      SubmitException refusal = a.refusal(Journal.THROWS);
      assertThat(refusal).isInstanceOf(SubmitException.CommandFailed.class);
      assertThat(refusal).hasMessageContaining("told to");
      assertThat(a.submit("after")).isEqualTo("done after");
      TestPeer.await("the follower", () -> b.journal.lines().equals(List.of("after")));
      assertThat(a.node.failure()).isEmpty();
      assertThat(b.node.failure()).isEmpty();
    }
  }

  @Test
  void followerNamesTheLeaderAndALeaderAloneSaysOutcomeUnknown() throws Exception {
    // Long enough for the leader to take a command before it notices that it is alone.
    RaftTuning slow =
        TestPeer.QUICK.withRpcTimeouts(Duration.ofMillis(1_000), Duration.ofMillis(1_500));
    try (TestGroup group = new TestGroup(root)) {
      TestPeer a = group.peer("a", slow);
      TestPeer b = group.peer("b", slow);
      a.bootstrap();
      a.add(b.join(a.node.groupId()));
      a.submit("x");
      TestPeer.await("the follower", () -> b.node.leaderId().isPresent());

      SubmitException refusal = b.refusal("y");
      assertThat(refusal).isInstanceOf(SubmitException.NotLeader.class);
      assertThat(((SubmitException.NotLeader) refusal).leaderId()).hasValue("a");

      b.stop();
      assertThat(a.refusal("z")).isInstanceOf(SubmitException.OutcomeUnknown.class);

      // What was unknown takes effect here, after all.
      b.restart();
      TestPeer.await("the unknown command", () -> b.journal.lines().equals(List.of("x", "z")));
    }
  }

  @Test
  void commandThatIsTooLargeIsNotAccepted() throws Exception {
    try (TestGroup group = new TestGroup(root)) {
      TestPeer a = group.peer("a");
      a.bootstrap();
      assertThat(a.refusal("x".repeat(300 << 10))).isInstanceOf(SubmitException.NotAccepted.class);
      assertThat(a.submit("x".repeat(200 << 10))).startsWith("done");
      a.stop();
      assertThat(a.refusal("late")).isNotInstanceOf(SubmitException.CommandFailed.class);
    }
  }
}
