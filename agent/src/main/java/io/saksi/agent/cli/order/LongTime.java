package io.saksi.agent.cli.order;

import io.saksi.agent.cli.PlainText;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Lengths of time of people's plans: {@code 90s}, {@code 30m}, {@code 2h}, {@code 7d}. */
public final class LongTime implements ITypeConverter<Duration> {
  private static final Pattern TIME = Pattern.compile("([0-9]{1,6})(ms|s|m|h|d|)");
  private static final Duration LONGEST = Duration.ofDays(7);

  @Override
  public Duration convert(String text) {
    Matcher time = TIME.matcher(text);
    if (!time.matches()) {
      throw notATime(text);
    }
    long number = Long.parseLong(time.group(1));
    Duration length =
        switch (time.group(2)) {
          case "ms" -> Duration.ofMillis(number);
          case "m" -> Duration.ofMinutes(number);
          case "h" -> Duration.ofHours(number);
          case "d" -> Duration.ofDays(number);
          default -> Duration.ofSeconds(number);
        };
    if (!length.isPositive() || length.compareTo(LONGEST) > 0) {
      throw notATime(text);
    }
    return length;
  }

  private static TypeConversionException notATime(String text) {
    return new TypeConversionException(
        "'" + PlainText.of(text) + "' is no time of up to 7 days; write 90s, 30m, 2h or 1d");
  }
}
