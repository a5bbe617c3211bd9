package io.saksi.agent.cli.status;

import java.time.Duration;
import java.util.Locale;

/**
 * Numbers as operators read them. Without {@code String.format}, which costs 20 ms at first use.
 */
public final class Units {
  private static final long KIB = 1024;
  private static final String[] SIZES = {"B", "kB", "MB", "GB", "TB", "PB", "EB"};

  private Units() {}

  /** As PostgreSQL writes a position: {@code 0/3000148}. */
  public static String lsn(long value) {
    return hex(value >>> 32) + "/" + hex(value & 0xFFFFFFFFL);
  }

  private static String hex(long value) {
    return Long.toHexString(value).toUpperCase(Locale.ROOT);
  }

  /** As PostgreSQL's {@code pg_size_pretty}: powers of 1024, {@code 96 kB}. */
  public static String bytes(long value) {
    int size = 0;
    long rest = value;
    while (Long.compareUnsigned(rest, 10 * KIB) >= 0 && size < SIZES.length - 1) {
      rest = Long.divideUnsigned(rest, KIB);
      size++;
    }
    return Long.toUnsignedString(rest) + " " + SIZES[size];
  }

  public static String age(Duration age) {
    return age(age.toMillis());
  }

  /** {@code 0.4 s}, {@code 12 s}, {@code 3 min}, {@code 5 h}, {@code 2 d}. */
  public static String age(long millis) {
    if (millis < 0) {
      return "?";
    }
    if (millis < 10_000) {
      long tenths = (millis + 50) / 100;
      return tenths / 10 + "." + tenths % 10 + " s";
    }
    long seconds = millis / 1000;
    if (seconds < 120) {
      return seconds + " s";
    }
    if (seconds < 7200) {
      return seconds / 60 + " min";
    }
    return seconds < 172_800 ? seconds / 3600 + " h" : seconds / 86_400 + " d";
  }
}
