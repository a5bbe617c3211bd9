package io.saksi.chaos.run;

import io.saksi.chaos.client.Clients;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** What the command line of chaos asks for; {@code deploy/chaos.sh --help} explains it. */
@Command(name = "chaos")
final class Options {
  private static final int MOST_FAULTS = 100_000;
  private static final int MOST_LOAD = 200;
  private static final Pattern TIME = Pattern.compile("([1-9][0-9]{0,5})(ms|s|m|h)");

  @Option(names = "--faults")
  private int faults = 50;

  @Option(names = {"--seed", "--replay"})
  private long seed;

  @Option(names = "--duration", converter = Time.class)
  private Optional<Duration> duration = Optional.empty();

  @Option(names = "--pace", converter = Time.class)
  private Duration pace = Clients.BUSY;

  @Option(names = "--json")
  private Optional<Path> json = Optional.empty();

  @Option(names = "--html")
  private Optional<Path> html = Optional.empty();

  @Option(names = "--only", split = ",", converter = FaultName.class)
  private List<FaultKind> only = List.of(FaultKind.values());

  @Option(names = "--during")
  private Optional<Occasion> during = Optional.empty();

  @Option(names = "--profile")
  private Optional<String> profile = Optional.empty();

  @Option(names = "--load")
  private int load;

  @Option(names = "--saturate")
  private boolean saturate;

  @Option(names = "--checkpoints")
  private boolean checkpoints;

  @Option(names = "--once")
  private boolean once;

  @Option(names = "--list")
  private boolean list;

  private Options(long seed) {
    this.seed = seed;
  }

  /**
   * @param seed for whoever gives none
   * @throws IllegalArgumentException with a message for the one who typed it
   */
  static Options parse(String[] arguments, long seed) {
    Options options = new Options(seed);
    try {
      new CommandLine(options).setCaseInsensitiveEnumValuesAllowed(true).parseArgs(arguments);
    } catch (ParameterException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
    within("--faults", options.faults, MOST_FAULTS);
    within("--load", options.load, MOST_LOAD);
    if (options.faults > 0 && (options.load > 0 || options.saturate || options.checkpoints)) {
      throw new IllegalArgumentException(
          "--load, --saturate and --checkpoints are for a run without faults: --faults 0");
    }
    return options;
  }

  private static void within(String option, int value, int most) {
    if (value < 0 || value > most) {
      throw new IllegalArgumentException(option + ": 0 to " + most + ", not " + value);
    }
  }

  /** How many; with none, the cluster is left alone and has to keep its primary. */
  int faults() {
    return faults;
  }

  long seed() {
    return seed;
  }

  /** No fault begins after it. */
  Optional<Duration> duration() {
    return duration;
  }

  /** What each client rests after each transaction. */
  Duration pace() {
    return pace;
  }

  Optional<Path> json() {
    return json;
  }

  Optional<Path> html() {
    return html;
  }

  List<FaultKind> only() {
    return only;
  }

  /** What the cluster is at when it is struck; empty: as the seed determines it. */
  Optional<Occasion> during() {
    return during;
  }

  /** The cluster's profile; empty: as it is shipped. */
  Optional<String> profile() {
    return profile;
  }

  /** What makes it hard for a cluster that no fault strikes. */
  Burden burden() {
    return new Burden(load, saturate, checkpoints);
  }

  /** Every kind of the catalogue, where it hits hardest, and no drawn ones. */
  boolean once() {
    return once;
  }

  boolean list() {
    return list;
  }

  /** Whole milliseconds, seconds, minutes or hours. */
  private static final class Time implements ITypeConverter<Duration> {
    @Override
    public Duration convert(String value) {
      Matcher matcher = TIME.matcher(value);
      if (!matcher.matches()) {
        throw new CommandLine.TypeConversionException(
            "such as 40ms, 90s, 30m or 1h, not '" + value + "'");
      }
      long number = Long.parseLong(matcher.group(1));
      return switch (matcher.group(2)) {
        case "ms" -> Duration.ofMillis(number);
        case "s" -> Duration.ofSeconds(number);
        case "m" -> Duration.ofMinutes(number);
        default -> Duration.ofHours(number);
      };
    }
  }
}
