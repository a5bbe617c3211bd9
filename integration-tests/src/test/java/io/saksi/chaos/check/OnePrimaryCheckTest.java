package io.saksi.chaos.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class OnePrimaryCheckTest {
  private static AcceptedWrite write(String node, int timeline, long from, long to) {
    return new AcceptedWrite(node, timeline, new Span(from, to));
  }

  private static List<Violation> check(List<AcceptedWrite> writes, Thaw... thaws) {
    return OnePrimaryCheck.check(writes, List.of(thaws));
  }

  @Test
  void oneAfterTheOther() {
    assertThat(check(List.of(write("a", 1, 0, 1), write("b", 2, 2, 3)))).isEmpty();
  }

  @Test
  void anAnswerThatIsReadLateProvesNothing() {
    assertThat(check(List.of(write("a", 1, 0, 9), write("b", 2, 2, 3)))).isEmpty();
  }

  @Test
  void theDeposedAcceptsAfterItsSuccessorHas() {
    assertThat(check(List.of(write("b", 2, 2, 3), write("a", 1, 4, 5))))
        .extracting(Violation::anomaly)
        .containsExactly(Anomaly.TWO_PRIMARIES);
  }

  @Test
  void twoOnOneTimeline() {
    assertThat(check(List.of(write("a", 1, 0, 1), write("b", 1, 2, 3))))
        .extracting(Violation::anomaly)
        .containsExactly(Anomaly.TWO_PRIMARIES);
  }

  @Test
  void onlyTheMomentAfterAThawIsExcusedAndOnlyOnThatNode() {
    long late = Thaw.GUARD_KILLS_WITHIN.toNanos();
    List<AcceptedWrite> thawed = List.of(write("b", 2, 2, 3), write("a", 1, 4, 5 + late));
    assertThat(check(thawed, new Thaw("a", 5))).isEmpty();
    assertThat(check(thawed, new Thaw("a", 4))).hasSize(1);
    assertThat(check(thawed, new Thaw("a", 6 + late))).hasSize(1);
    assertThat(check(thawed, new Thaw("b", 5))).hasSize(1);
  }
}
