package io.saksi.chaos.run;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/**
 * What the benchmark's command line asks for.
 *
 * @param switchover whether planned switchovers are measured, not failovers
 * @param samples of each kind
 * @param load pgbench's clients during switchovers
 */
record BenchmarkOptions(boolean switchover, int samples, int load, Optional<Path> json) {
  private static final int FAILOVERS = 20;
  private static final int SWITCHOVERS = 30;
  private static final int LOAD = 8;
  private static final int MOST = 1000;

  /**
   * @throws IllegalArgumentException with a message for the one who typed it
   */
  static BenchmarkOptions parse(String[] arguments) {
    boolean switchover = arguments.length > 0 && arguments[0].equals("switchover");
    var options =
        new BenchmarkOptions(
            switchover, switchover ? SWITCHOVERS : FAILOVERS, LOAD, Optional.empty());
    String[] rest = switchover ? Arrays.copyOfRange(arguments, 1, arguments.length) : arguments;
    for (int i = 0; i < rest.length; i += 2) {
      if (i + 1 == rest.length) {
        throw new IllegalArgumentException(rest[i] + " needs a value, or is no option");
      }
      options = options.with(rest[i], rest[i + 1]);
    }
    return options;
  }

  private BenchmarkOptions with(String option, String value) {
    return switch (option) {
      case "--samples" -> new BenchmarkOptions(switchover, number(option, value, 1), load, json);
      case "--load" -> new BenchmarkOptions(switchover, samples, number(option, value, 0), json);
      case "--json" -> new BenchmarkOptions(switchover, samples, load, Optional.of(Path.of(value)));
      default -> throw new IllegalArgumentException("unknown option: " + option);
    };
  }

  private static int number(String option, String value, int least) {
    if (!value.matches("[0-9]{1,4}")
        || Integer.parseInt(value) < least
        || Integer.parseInt(value) > MOST) {
      throw new IllegalArgumentException(option + ": a number from " + least + " to " + MOST);
    }
    return Integer.parseInt(value);
  }
}
