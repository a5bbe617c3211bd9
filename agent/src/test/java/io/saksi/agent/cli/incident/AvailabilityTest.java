package io.saksi.agent.cli.incident;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Percent are counted in the disfavour of the cluster. */
class AvailabilityTest {
  private static final Instant FROM = Instant.parse("2026-11-01T00:00:00Z");

  private static Availability of(Duration length, Gap... gaps) {
    Instant to = FROM.plus(length);
    return Availability.of(List.of(gaps), new Period.Span(FROM, to, false), to);
  }

  private static Gap gap(String kind, long fromSeconds, Long toSeconds) {
    return new Gap(
        1,
        kind,
        "X",
        FROM.plusSeconds(fromSeconds),
        Optional.ofNullable(toSeconds).map(FROM::plusSeconds),
        0,
        false);
  }

  /** The dates are two leaders', of which the second one's clock lies behind. */
  @Test
  void whatOneClockMeasuredIsNotLostBetweenTwoLeaders() {
    Instant from = FROM.plusSeconds(50);
    Instant behind = FROM.plusSeconds(40);
    Gap gap = new Gap(1, "failover", "X", from, Optional.of(behind), 3_000, false);
    assertThat(of(Duration.ofSeconds(100), gap).down()).isEqualTo(Duration.ofSeconds(3));
    Gap lasts = new Gap(1, "failover", "X", FROM.plusSeconds(99), Optional.empty(), 3_000, false);
    assertThat(lasts.millis(FROM.plusSeconds(98))).isEqualTo(3_000);
  }

  @Test
  void whatLiesOutsideOfThePeriodDoesNotCount() {
    Availability found =
        of(Duration.ofSeconds(1_000), gap("failover", -50, 10L), gap("failover", 990, 2_000L));
    assertThat(found.down()).isEqualTo(Duration.ofSeconds(20));
    assertThat(found.percent()).contains(new BigDecimal("98.0000"));
  }

  @Test
  void aGapThatLastsCountsUpToNow() {
    assertThat(of(Duration.ofSeconds(100), gap("lapse", 60, null)).down())
        .isEqualTo(Duration.ofSeconds(40));
  }

  @Test
  void timeCountsOnceWhereGapsOverlap() {
    Availability found =
        of(Duration.ofSeconds(100), gap("lapse", 10, 30L), gap("switchover", 20, 40L));
    assertThat(found.down()).isEqualTo(Duration.ofSeconds(30));
    assertThat(found.planned()).isEqualTo(Duration.ofSeconds(10));
  }

  @Test
  void percentAreNeverRoundedUpToTheTarget() {
    Availability found = of(Duration.ofDays(365), gap("failover", 10, 11L));
    assertThat(found.percent()).contains(new BigDecimal("99.9999"));
    assertThat(found.meets(new BigDecimal("100"))).isFalse();
    assertThat(of(Duration.ofDays(365)).percent()).contains(new BigDecimal("100.0000"));
  }

  @Test
  void exactlyWhatIsAllowedMeetsTheTarget() {
    assertThat(
            of(Duration.ofSeconds(10_000), gap("failover", 0, 5L)).meets(new BigDecimal("99.95")))
        .isTrue();
    assertThat(
            of(Duration.ofSeconds(10_000), gap("failover", 0, 6L)).meets(new BigDecimal("99.95")))
        .isFalse();
  }

  @Test
  void noTimeAtAllHasNoPercent() {
    assertThat(of(Duration.ZERO).percent()).isEmpty();
  }
}
