package io.saksi.agent.cli.incident;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * How much of a period there was service.
 *
 * @param down of it without service
 * @param planned of that, by switchovers
 * @param gaps how many times
 */
record Availability(Period.Span period, Duration down, Duration planned, int gaps) {
  private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);
  private static final int DIGITS = 4;
  private static final int PRECISE = 12;

  /**
   * @param gaps oldest first; where two overlap, the time counts once, as the first one's
   */
  static Availability of(List<Gap> gaps, Period.Span period, Instant now) {
    Duration down = Duration.ZERO;
    Duration planned = Duration.ZERO;
    int count = 0;
    Instant counted = period.from();
    for (Gap gap : gaps) {
      Instant from = gap.from().isBefore(counted) ? counted : gap.from();
      Instant ended = gap.until(now);
      Instant to = ended.isAfter(period.to()) ? period.to() : ended;
      if (!from.isBefore(to)) {
        continue;
      }
      Duration length = Duration.between(from, to);
      down = down.plus(length);
      planned = gap.isPlanned() ? planned.plus(length) : planned;
      counted = to;
      count++;
    }
    return new Availability(period, down, planned, count);
  }

  /** In percent, cut off and not rounded up; empty for no time at all. */
  Optional<BigDecimal> percent() {
    return exact().map(percent -> percent.setScale(DIGITS, RoundingMode.DOWN));
  }

  private Optional<BigDecimal> exact() {
    long all = period.length().toMillis();
    return all == 0
        ? Optional.empty()
        : Optional.of(
            HUNDRED.multiply(
                BigDecimal.valueOf(all - down.toMillis())
                    .divide(BigDecimal.valueOf(all), PRECISE, RoundingMode.DOWN)));
  }

  boolean meets(BigDecimal target) {
    return exact().isPresent() && down.compareTo(allowed(target)) <= 0;
  }

  /** How long there may be no service in this period. */
  Duration allowed(BigDecimal target) {
    return Duration.ofMillis(
        BigDecimal.valueOf(period.length().toMillis())
            .multiply(HUNDRED.subtract(target))
            .divide(HUNDRED, 0, RoundingMode.DOWN)
            .longValueExact());
  }
}
