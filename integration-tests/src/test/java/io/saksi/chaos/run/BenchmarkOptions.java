package io.saksi.chaos.run;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

/** What the benchmark's command line asks for; {@code deploy/benchmark.sh --help} explains it. */
@Command(name = "benchmark")
final class BenchmarkOptions {
  private static final int FAILOVERS = 20;
  private static final int SWITCHOVERS = 30;
  private static final int MOST = 1000;
  private static final List<String> PROFILES = List.of("patient", "default", "fast");

  @Parameters(arity = "0..1")
  private Optional<String> what = Optional.empty();

  @Option(names = "--samples")
  private int samples = -1;

  @Option(names = "--load")
  private int load = 8;

  @Option(names = "--profiles", split = ",")
  private List<String> profiles = List.of("default");

  @Option(names = "--only", split = ",", converter = FaultName.class)
  private List<FaultKind> only = Benchmark.KINDS;

  @Option(names = "--json")
  private Optional<Path> json = Optional.empty();

  @Option(names = "--html")
  private Optional<Path> html = Optional.empty();

  private BenchmarkOptions() {}

  /**
   * @throws IllegalArgumentException with a message for the one who typed it
   */
  static BenchmarkOptions parse(String... arguments) {
    BenchmarkOptions options = new BenchmarkOptions();
    try {
      new CommandLine(options).parseArgs(arguments);
    } catch (ParameterException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
    options
        .what
        .filter(what -> !what.equals("switchover"))
        .ifPresent(what -> {
          throw new IllegalArgumentException("switchover, or nothing: '" + what + "'");
        });
    if (options.samples == -1) {
      options.samples = options.switchover() ? SWITCHOVERS : FAILOVERS;
    }
    within("--samples", options.samples, 1);
    within("--load", options.load, 0);
    options.profiles.stream()
        .filter(profile -> !PROFILES.contains(profile))
        .findFirst()
        .ifPresent(profile -> {
          throw new IllegalArgumentException("--profiles: of " + PROFILES + ", not " + profile);
        });
    return options;
  }

  private static void within(String option, int value, int least) {
    if (value < least || value > MOST) {
      throw new IllegalArgumentException(
          option + ": a number from " + least + " to " + MOST + ", not " + value);
    }
  }

  /** Whether planned switchovers are measured, not failovers. */
  boolean switchover() {
    return what.isPresent();
  }

  /** Of each kind. */
  int samples() {
    return samples;
  }

  /** Of pgbench's clients during switchovers. */
  int load() {
    return load;
  }

  List<String> profiles() {
    return profiles;
  }

  List<FaultKind> only() {
    return only;
  }

  Optional<Path> json() {
    return json;
  }

  Optional<Path> html() {
    return html;
  }
}
