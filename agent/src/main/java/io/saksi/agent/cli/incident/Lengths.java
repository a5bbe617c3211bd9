package io.saksi.agent.cli.incident;

import java.time.Duration;

/** Lengths of time in a report: exact where they are short. */
final class Lengths {
  private static final long MINUTE = 60;
  private static final long HOUR = 60 * MINUTE;
  private static final long DAY = 24 * HOUR;

  private Lengths() {}

  static String of(Duration length) {
    return of(length.toMillis());
  }

  /** {@code 0.412 s}, {@code 75.0 s}, {@code 12 min 5 s}, {@code 3 h 20 min}, {@code 2 d 4 h}. */
  static String of(long millis) {
    long seconds = millis / 1000;
    if (seconds < 10) {
      return seconds + "." + padded(millis % 1000) + " s";
    } else if (seconds < 2 * MINUTE) {
      return seconds + "." + millis % 1000 / 100 + " s";
    } else if (seconds < 2 * HOUR) {
      return seconds / MINUTE + " min " + seconds % MINUTE + " s";
    }
    return seconds < 2 * DAY
        ? seconds / HOUR + " h " + seconds % HOUR / MINUTE + " min"
        : seconds / DAY + " d " + seconds % DAY / HOUR + " h";
  }

  /** With {@code ~} where two nodes' wall clocks measured it. */
  static String of(long millis, boolean exact) {
    return (exact ? "" : "~") + of(millis);
  }

  private static String padded(long millis) {
    return (millis < 10 ? "00" : millis < 100 ? "0" : "") + millis;
  }
}
