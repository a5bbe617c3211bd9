package io.saksi.fuzz;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the command line asks for.
 *
 * @param only beginnings of targets' names; empty: all of them
 * @param replay one input to be given to one target again
 * @param findings where they are kept
 */
record Options(
    Duration duration,
    long seed,
    List<String> only,
    Optional<Path> json,
    Optional<Path> replay,
    Path findings,
    boolean list) {
  private static final Pattern TIME = Pattern.compile("([0-9]{1,6})(s|m|h|)");
  private static final Options DEFAULT =
      new Options(
          Duration.ofMinutes(1),
          0,
          List.of(),
          Optional.empty(),
          Optional.empty(),
          Path.of("target", "fuzz"),
          false);

  /**
   * @throws IllegalArgumentException with a message for the one who typed it
   */
  static Options parse(String[] arguments) {
    Options options = DEFAULT;
    for (int i = 0; i < arguments.length; i++) {
      String option = arguments[i];
      if (option.equals("--list")) {
        options = options.with(option, "");
        continue;
      }
      if (i + 1 == arguments.length) {
        throw new IllegalArgumentException(option + " needs a value, or is no option");
      }
      options = options.with(option, arguments[++i]);
    }
    return options;
  }

  private Options with(String option, String value) {
    return switch (option) {
      case "--duration" -> new Options(time(value), seed, only, json, replay, findings, list);
      case "--seed" -> new Options(duration, number(value), only, json, replay, findings, list);
      case "--only" ->
          new Options(
              duration, seed, Arrays.asList(value.split(",", -1)), json, replay, findings, list);
      case "--json" ->
          new Options(duration, seed, only, Optional.of(Path.of(value)), replay, findings, list);
      case "--replay" ->
          new Options(duration, seed, only, json, Optional.of(Path.of(value)), findings, list);
      case "--findings" -> new Options(duration, seed, only, json, replay, Path.of(value), list);
      case "--list" -> new Options(duration, seed, only, json, replay, findings, true);
      default -> throw new IllegalArgumentException("unknown option: " + option);
    };
  }

  /**
   * Those that are asked for.
   *
   * @throws IllegalArgumentException where a name is nobody's
   */
  List<Target> chosen(List<Target> all) {
    for (String name : only) {
      if (all.stream().noneMatch(target -> target.name().startsWith(name))) {
        throw new IllegalArgumentException(
            "no parser is called " + name + "; --list shows all of them");
      }
    }
    return all.stream()
        .filter(t -> only.isEmpty() || only.stream().anyMatch(t.name()::startsWith))
        .toList();
  }

  private static Duration time(String text) {
    Matcher time = TIME.matcher(text);
    if (!time.matches()) {
      throw new IllegalArgumentException("--duration: '" + text + "' is none; write 90s, 10m, 8h");
    }
    long number = Long.parseLong(time.group(1));
    return switch (time.group(2)) {
      case "m" -> Duration.ofMinutes(number);
      case "h" -> Duration.ofHours(number);
      case String _ -> Duration.ofSeconds(number);
    };
  }

  private static long number(String text) {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("--seed: '" + text + "' is no number", e);
    }
  }
}
