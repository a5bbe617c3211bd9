package io.saksi.agent.cli.install;

import io.saksi.agent.cli.PlainText;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** How long tokens and certificates last: {@code 30m}, {@code 12h}, {@code 90d}. */
final class LifeTime implements ITypeConverter<Duration> {
  private static final Pattern TIME = Pattern.compile("([1-9][0-9]{0,4})([mhd])");
  private static final Duration LONGEST = Duration.ofDays(3650);

  @Override
  public Duration convert(String text) {
    Matcher time = TIME.matcher(text);
    if (!time.matches()) {
      throw notATime(text);
    }
    long number = Long.parseLong(time.group(1));
    Duration length =
        switch (time.group(2)) {
          case "m" -> Duration.ofMinutes(number);
          case "h" -> Duration.ofHours(number);
          default -> Duration.ofDays(number);
        };
    if (length.compareTo(LONGEST) > 0) {
      throw notATime(text);
    }
    return length;
  }

  private static TypeConversionException notATime(String text) {
    return new TypeConversionException(
        "'" + PlainText.of(text) + "' is no time of up to ten years; write 30m, 12h or 90d");
  }
}
