package io.saksi.agent.postgres;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How far a program that copies has come, as pg_basebackup and pg_rewind say it: {@code 12345/67890
 * kB (18%) copied}.
 *
 * @param done bytes
 * @param all bytes, as it is known so far
 */
record CopiedBytes(long done, long all) {
  private static final Pattern LINE = Pattern.compile("\\s*(\\d{1,15})/(\\d{1,15}) kB .*");

  /** Empty for any other line. */
  static Optional<CopiedBytes> parse(String line) {
    Matcher matcher = LINE.matcher(line);
    return matcher.matches()
        ? Optional.of(
            new CopiedBytes(
                Long.parseLong(matcher.group(1)) << 10, Long.parseLong(matcher.group(2)) << 10))
        : Optional.empty();
  }
}
