package io.saksi.simulation;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What the command line asks for.
 *
 * @param replay the one seed to be shown step by step
 */
record Options(
    long seeds,
    long from,
    Variant variant,
    Optional<Long> replay,
    boolean shrink,
    Optional<String> json,
    int threads) {
  private static final long DEFAULT_SEEDS = 10_000;
  private static final int MAX_THREADS = 1_024;

  /**
   * @throws IllegalArgumentException with a message for the one who typed it
   */
  static Options parse(String[] arguments) {
    Options options =
        new Options(
            DEFAULT_SEEDS,
            0,
            Variant.CORRECT,
            Optional.empty(),
            false,
            Optional.empty(),
            Runtime.getRuntime().availableProcessors());
    for (int i = 0; i < arguments.length; i++) {
      String option = arguments[i];
      if (option.equals("--shrink")) {
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
      case "--seeds" ->
          new Options(number(option, value, 1), from, variant, replay, shrink, json, threads);
      case "--from" ->
          new Options(seeds, number(option, value, 0), variant, replay, shrink, json, threads);
      case "--variant" -> new Options(seeds, from, named(value), replay, shrink, json, threads);
      case "--replay" ->
          new Options(
              seeds, from, variant, Optional.of(number(option, value, 0)), shrink, json, threads);
      case "--shrink" -> new Options(seeds, from, variant, replay, true, json, threads);
      case "--json" ->
          new Options(seeds, from, variant, replay, shrink, Optional.of(value), threads);
      case "--threads" -> {
        long count = Math.min(MAX_THREADS, number(option, value, 1));
        yield new Options(seeds, from, variant, replay, shrink, json, (int) count);
      }
      default -> throw new IllegalArgumentException("unknown option: " + option);
    };
  }

  private static long number(String option, String value, long least) {
    try {
      long number = Long.parseLong(value);
      if (number >= least) {
        return number;
      }
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(option + ": '" + value + "' is no number", e);
    }
    throw new IllegalArgumentException(option + ": at least " + least + ", not " + value);
  }

  private static Variant named(String name) {
    return Arrays.stream(Variant.values())
        .filter(v -> v.name().equalsIgnoreCase(name.replace('-', '_')))
        .findFirst()
        .orElseThrow(() ->
            new IllegalArgumentException(
                "no variant '"
                    + name
                    + "'; there are:\n"
                    + Arrays.stream(Variant.values())
                        .map(v -> "  " + v + ": " + v.what)
                        .collect(Collectors.joining("\n"))));
  }
}
