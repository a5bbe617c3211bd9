package io.saksi.chaos.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class OnePrimaryCheckTest {
  private static AcceptedWrite write(String node, int timeline, long from, long to) {
    return new AcceptedWrite(node, timeline, new Span(from, to));
  }

  @Test
  void oneAfterTheOther() {
    assertThat(OnePrimaryCheck.check(List.of(write("a", 1, 0, 1), write("b", 2, 2, 3)))).isEmpty();
  }

  @Test
  void anAnswerThatIsReadLateProvesNothing() {
    assertThat(OnePrimaryCheck.check(List.of(write("a", 1, 0, 9), write("b", 2, 2, 3)))).isEmpty();
  }

  @Test
  void theDeposedAcceptsAfterItsSuccessorHas() {
    assertThat(OnePrimaryCheck.check(List.of(write("b", 2, 2, 3), write("a", 1, 4, 5))))
        .extracting(Violation::anomaly)
        .containsExactly(Anomaly.TWO_PRIMARIES);
  }

  @Test
  void twoOnOneTimeline() {
    assertThat(OnePrimaryCheck.check(List.of(write("a", 1, 0, 1), write("b", 1, 2, 3))))
        .extracting(Violation::anomaly)
        .containsExactly(Anomaly.TWO_PRIMARIES);
  }
}
