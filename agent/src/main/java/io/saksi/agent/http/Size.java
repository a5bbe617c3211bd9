package io.saksi.agent.http;

import java.util.Locale;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A number of bytes as PostgreSQL and Patroni write it: 1048576, 16kB, 64MB, 1GB. */
final class Size {
  private static final Pattern TEXT =
      Pattern.compile("(\\d{1,9})(|b|kb|mb|gb|tb)|(\\d{10,18})b?", Pattern.CASE_INSENSITIVE);

  private Size() {}

  /** Empty if it is none. */
  static OptionalLong parse(String text) {
    Matcher size = TEXT.matcher(text);
    if (!size.matches()) {
      return OptionalLong.empty();
    }
    if (size.group(3) != null) {
      return OptionalLong.of(Long.parseLong(size.group(3)));
    }
    int shift =
        switch (size.group(2).toLowerCase(Locale.ROOT)) {
          case "kb" -> 10;
          case "mb" -> 20;
          case "gb" -> 30;
          case "tb" -> 40;
          case String _ -> 0;
        };
    // Nine digits of TB are beyond 64 bits.
    return OptionalLong.of(
        Long.parseLong(size.group(1)) > Long.MAX_VALUE >> shift
            ? Long.MAX_VALUE
            : Long.parseLong(size.group(1)) << shift);
  }
}
