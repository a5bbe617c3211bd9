package io.saksi.agent.probe;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Sizes as PostgreSQL writes them. */
final class Sizes {
  private static final Pattern SIZE = Pattern.compile("(\\d{1,15})\\s*(B|kB|MB|GB|TB)?");

  private Sizes() {}

  /**
   * @throws IllegalArgumentException if it is none, or too large
   */
  static long parse(String text) {
    Matcher matcher = SIZE.matcher(text.strip());
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "'" + text + "' is no size: write off, auto, or a number with kB, MB or GB");
    }
    int shift =
        switch (matcher.group(2)) {
          case "kB" -> 10;
          case "MB" -> 20;
          case "GB" -> 30;
          case "TB" -> 40;
          case null, default -> 0;
        };
    long number = Long.parseLong(matcher.group(1));
    if (number > Long.MAX_VALUE >> shift) {
      throw new IllegalArgumentException("'" + text + "' is too large");
    }
    return number << shift;
  }
}
