package io.saksi.core.decide.check;

import static io.saksi.core.States.B;
import static io.saksi.core.States.C;
import static io.saksi.core.decide.check.Checked.OPEN;
import static io.saksi.core.decide.check.Checked.codes;
import static io.saksi.core.decide.check.Checked.follows;
import static io.saksi.core.decide.check.Checked.leading;
import static io.saksi.core.decide.check.Checked.with;
import static org.assertj.core.api.Assertions.assertThat;

import io.saksi.core.view.NodeFacts;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What is wrong with a machine: its clock, and that nothing can turn it off. */
class MachineTest {
  @Test
  void aWrongClockAndAMachineThatCannotBeFencedAreSeen() {
    NodeFacts odd =
        new NodeFacts(
            NodeFacts.Commit.UNKNOWN,
            NodeFacts.Receiver.UNKNOWN,
            NodeFacts.Fence.NONE,
            Optional.of(Duration.ofSeconds(2)),
            Optional.empty());
    assertThat(codes(OPEN, with(leading(), odd), follows(B), follows(C)))
        .containsExactly(ProblemCode.CLOCK_OUT_OF_BOUNDS, ProblemCode.NO_FENCE_POSSIBLE);
  }

  @Test
  void aClockIsOutOfBoundsBeyondASecond() {
    assertThat(codes(OPEN, with(leading(), off(1_000)), follows(B), follows(C))).isEmpty();
    assertThat(codes(OPEN, with(leading(), off(1_001)), follows(B), follows(C)))
        .containsExactly(ProblemCode.CLOCK_OUT_OF_BOUNDS);
  }

  private static NodeFacts off(long millis) {
    return new NodeFacts(
        NodeFacts.Commit.UNKNOWN,
        NodeFacts.Receiver.UNKNOWN,
        NodeFacts.Fence.UNKNOWN,
        Optional.of(Duration.ofMillis(millis)),
        Optional.empty());
  }
}
