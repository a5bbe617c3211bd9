package io.saksi.property;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** A runner that passes what is wrong would be no proof of anything. */
class PropertyTest {
  private static final Draw<List<Integer>> LISTS = Draw.ints(0, 9).list(0, 6);

  private static void shortOnes(List<Integer> list) {
    assertThat(list).hasSizeLessThan(6);
  }

  @Test
  void theSeedOfAFailureDrawsTheSameCaseAgain() {
    Throwable failure =
        catchThrowable(() -> Property.holds(0, 500, LISTS, PropertyTest::shortOnes));
    assertThat(failure).isInstanceOf(AssertionError.class);
    Matcher seed = Pattern.compile("-Dsaksi.property.seed=(\\d+)").matcher(failure.getMessage());
    assertThat(seed.find()).isTrue();
    assertThatThrownBy(
            () -> Property.holds(Long.parseLong(seed.group(1)), 1, LISTS, PropertyTest::shortOnes))
        .hasMessage(failure.getMessage());
  }

  @Test
  void asManyCasesAreDrawnAsWereAskedForAndTheSameInEveryRun() {
    List<List<Integer>> first = new ArrayList<>();
    List<List<Integer>> second = new ArrayList<>();
    Property.holds(0, 200, LISTS, first::add);
    Property.holds(0, 200, LISTS, second::add);
    assertThat(first).hasSize(200).isEqualTo(second);
    assertThat(first.stream().distinct().count()).as("seeds that differ").isGreaterThan(100);
  }

  @Test
  void whatIsThrownFailsTheLawWhateverItIs() {
    assertThatThrownBy(() ->
            Property.holds(
                0,
                1,
                Draw.of("x"),
                x -> {
                  throw new java.io.IOException("no " + x);
                }))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("no x")
        .hasRootCauseInstanceOf(java.io.IOException.class);
  }

  @Test
  void noCasesProveNothing() {
    assertThatIllegalArgumentException().isThrownBy(() -> Property.holds(0, 0, LISTS, _ -> {}));
  }

  @Test
  void bothEndsOfARangeAreDrawnAndNothingOutside() {
    List<Long> drawn = new ArrayList<>();
    Property.holds(0, 300, Draw.longs(-2, 7), drawn::add);
    assertThat(drawn).contains(-2L, 7L, 0L).allMatch(value -> value >= -2 && value <= 7);
    drawn.clear();
    Property.holds(0, 300, Draw.longs(), drawn::add);
    assertThat(drawn).contains(Long.MIN_VALUE, Long.MAX_VALUE, 0L);
  }
}
