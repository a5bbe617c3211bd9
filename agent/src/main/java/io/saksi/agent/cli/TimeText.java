package io.saksi.agent.cli;

import java.time.Duration;

/** Lengths of time as people write them. */
final class TimeText {
  private static final Duration SHORTEST = Duration.ofMillis(50);
  private static final Duration LONGEST = Duration.ofMinutes(10);

  private TimeText() {}

  /**
   * @param text a whole number with {@code ms}, {@code s} or {@code m}; seconds without
   * @throws IllegalArgumentException with a sentence that says what is allowed
   */
  static Duration parse(String text) {
    int digits = 0;
    while (digits < text.length() && text.charAt(digits) >= '0' && text.charAt(digits) <= '9') {
      digits++;
    }
    if (digits == 0 || digits > 6) {
      throw notATime(text);
    }
    int number = Integer.parseInt(text, 0, digits, 10);
    Duration time =
        switch (text.substring(digits)) {
          case "ms" -> Duration.ofMillis(number);
          case "", "s" -> Duration.ofSeconds(number);
          case "m" -> Duration.ofMinutes(number);
          default -> throw notATime(text);
        };
    if (time.compareTo(SHORTEST) < 0 || time.compareTo(LONGEST) > 0) {
      throw notATime(text);
    }
    return time;
  }

  private static IllegalArgumentException notATime(String text) {
    return new IllegalArgumentException(
        "'" + PlainText.of(text) + "' is no time between 50ms and 10m; write 500ms, 5s or 1m");
  }
}
