package io.saksi.core.explore;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Every order of a few events. A larger bound: {@code -Dsaksi.explore.depth=12}. */
class ExplorationTest {
  private static final int DEPTH = Integer.getInteger("saksi.explore.depth", 6);

  @ParameterizedTest
  @EnumSource(Start.class)
  void noOrderOfEventsBreaksALaw(Start start) {
    long began = System.nanoTime();
    Explorer.Result result = Explorer.explore(start, Breakage.NONE, DEPTH);
    long millis = (System.nanoTime() - began) / 1_000_000;
    System.out.printf(
        "%s: states %,d, transitions %,d, depth %d (%,d ms)%n",
        start, result.states(), result.transitions(), result.depth(), millis);
    assertThat(result.breach()).isEmpty();
    assertThat(result.states()).isGreaterThan(100);
  }

  @ParameterizedTest
  @CsvSource({
    "SKIP_REVOCATION, CANDIDATE_ELECTED, 3",
    "SKIP_LEASE_WAIT, CANDIDATE_ELECTED, 3",
    "IGNORE_FLOOR, SNAPSHOT, 7",
    "ONE_MEMBER_TOO_FEW, PRIMARY_DEAD, 6",
    "ONLY_THE_LAST_SET, SET_CHANGED_AND_PRIMARY_DEAD, 7",
    "CONFIRM_EARLY, SET_CHANGED_LATE, 5"
  })
  void everyKnownBadVariantIsFound(Breakage breakage, Start start, int depth) {
    long began = System.nanoTime();
    Explorer.Result result = Explorer.explore(start, breakage, depth);
    long millis = (System.nanoTime() - began) / 1_000_000;
    System.out.printf(
        "%s from %s: states %,d, transitions %,d (%,d ms): %s%n",
        breakage, start, result.states(), result.transitions(), millis, result.breach());
    assertThat(result.breach()).isPresent();
  }

  @Test
  void theSmallWorldGetsFromOneOpenPrimaryToTheNext() {
    assertThat(Walk.toTheNextOpenPrimary()).isEqualTo("b");
  }
}
