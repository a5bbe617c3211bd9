package io.saksi.chaos.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ScheduleTest {
  private static final List<FaultKind> ALL = List.of(FaultKind.values());

  @Test
  void theSameSeedGivesTheSameStrikesAndMoreOfThemBeginWithTheSame() {
    List<Strike> few = Schedule.of(7, 40, ALL);
    assertThat(Schedule.of(7, 40, ALL)).isEqualTo(few);
    assertThat(Schedule.of(7, 400, ALL).subList(0, 40)).isEqualTo(few);
    assertThat(Schedule.of(8, 40, ALL)).isNotEqualTo(few);
  }

  /** A report of one version is worth little if the next one replays something else. */
  @Test
  void whatASeedGivesDoesNotChangeByAccident() {
    assertThat(Schedule.of(1, 4, ALL))
        .extracting(Strike::name)
        .containsExactly(
            "CUT_FROM_NODES of STANDBY",
            "WAL_CORRUPTED of PRIMARY in mid MEMBERSHIP",
            "ADDRESS_TAKEN",
            "CLOCK_FORWARD of PRIMARY");
  }

  @Test
  void everyKindComesOnceBeforeAnyComesTwice() {
    EnumSet<FaultKind> kinds =
        Schedule.of(3, ALL.size(), ALL).stream()
            .map(Strike::kind)
            .collect(Collectors.toCollection(() -> EnumSet.noneOf(FaultKind.class)));
    assertThat(kinds).containsExactlyInAnyOrderElementsOf(ALL);
  }

  @Test
  void onlyTargetsThatMakeSense() {
    assertThat(Schedule.of(5, 2000, ALL))
        .allSatisfy(strike -> {
          assertThat(strike.kind().targets()).contains(strike.target());
          strike.second().ifPresent(s -> assertThat(s.kind().targets()).contains(s.target()));
        });
  }
}
