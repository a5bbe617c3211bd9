package io.saksi.chaos.run;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the command line asks for.
 *
 * @param faults how many; with none, the cluster is left alone and has to keep its primary
 * @param duration no fault begins after it
 * @param once every kind of the catalogue, where it hits hardest, and no drawn ones
 * @param load pgbench's clients beside our own; 0 for none
 */
record Options(
    int faults,
    long seed,
    Optional<Duration> duration,
    Optional<Path> json,
    Optional<Path> html,
    List<FaultKind> only,
    int load,
    boolean once,
    boolean list) {
  private static final int DEFAULT_FAULTS = 50;
  private static final int MOST_FAULTS = 100_000;
  private static final int MOST_LOAD = 200;
  private static final Pattern TIME = Pattern.compile("([1-9][0-9]{0,5})(s|m|h)");

  /**
   * @param seed for whoever gives none
   * @throws IllegalArgumentException with a message for the one who typed it
   */
  static Options parse(String[] arguments, long seed) {
    Options options =
        new Options(
            DEFAULT_FAULTS,
            seed,
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            List.of(FaultKind.values()),
            0,
            false,
            false);
    for (int i = 0; i < arguments.length; i++) {
      String option = arguments[i];
      if (option.equals("--list") || option.equals("--once")) {
        options = options.with(option, "");
      } else if (i + 1 == arguments.length) {
        throw new IllegalArgumentException(option + " needs a value, or is no option");
      } else {
        options = options.with(option, arguments[++i]);
      }
    }
    return options;
  }

  private Options with(String option, String value) {
    return switch (option) {
      case "--faults" ->
          new Options(
              (int) number(option, value, 0, MOST_FAULTS),
              seed,
              duration,
              json,
              html,
              only,
              load,
              once,
              list);
      case "--seed", "--replay" ->
          new Options(
              faults,
              number(option, value, Long.MIN_VALUE, Long.MAX_VALUE),
              duration,
              json,
              html,
              only,
              load,
              once,
              list);
      case "--duration" ->
          new Options(faults, seed, Optional.of(time(value)), json, html, only, load, once, list);
      case "--json" ->
          new Options(
              faults, seed, duration, Optional.of(Path.of(value)), html, only, load, once, list);
      case "--html" ->
          new Options(
              faults, seed, duration, json, Optional.of(Path.of(value)), only, load, once, list);
      case "--only" ->
          new Options(faults, seed, duration, json, html, kinds(value), load, once, list);
      case "--load" ->
          new Options(
              faults,
              seed,
              duration,
              json,
              html,
              only,
              (int) number(option, value, 0, MOST_LOAD),
              once,
              list);
      case "--list" -> new Options(faults, seed, duration, json, html, only, load, once, true);
      case "--once" -> new Options(faults, seed, duration, json, html, only, load, true, list);
      default -> throw new IllegalArgumentException("unknown option: " + option);
    };
  }

  private static long number(String option, String value, long least, long most) {
    try {
      long number = Long.parseLong(value);
      if (number >= least && number <= most) {
        return number;
      }
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(option + ": '" + value + "' is no number", e);
    }
    throw new IllegalArgumentException(option + ": " + least + " to " + most + ", not " + value);
  }

  private static Duration time(String value) {
    Matcher matcher = TIME.matcher(value);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("--duration: such as 90s, 30m or 1h, not '" + value + "'");
    }
    long number = Long.parseLong(matcher.group(1));
    return switch (matcher.group(2)) {
      case "s" -> Duration.ofSeconds(number);
      case "m" -> Duration.ofMinutes(number);
      default -> Duration.ofHours(number);
    };
  }

  private static List<FaultKind> kinds(String value) {
    return Arrays.stream(value.split(",", -1)).map(Options::kind).toList();
  }

  private static FaultKind kind(String name) {
    String wanted = name.strip().toUpperCase(Locale.ROOT).replace('-', '_');
    return Arrays.stream(FaultKind.values())
        .filter(kind -> kind.name().equals(wanted))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no fault '" + name + "': see --list"));
  }
}
