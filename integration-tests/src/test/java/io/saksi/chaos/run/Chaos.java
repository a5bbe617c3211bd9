package io.saksi.chaos.run;

import io.saksi.chaos.cluster.ClusterSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BooleanSupplier;

/** The command line of chaos; {@code deploy/chaos.sh} runs it. */
final class Chaos {
  private static final Duration LONGEST = Duration.ofDays(7);
  private static final Duration QUIET = Duration.ofHours(1);

  private static final long MOST_DRAWN = 1_000_000;

  private Chaos() {}

  /** Exit status: 0 no violation; 1 one or more, or the run could not be made; 2 wrong usage. */
  static void main(String[] arguments) throws Exception {
    Options options;
    try {
      options = Options.parse(arguments, ThreadLocalRandom.current().nextLong(MOST_DRAWN));
    } catch (IllegalArgumentException e) {
      System.err.println("chaos: " + e.getMessage());
      System.exit(2);
      return;
    }
    // Not by returning: connections of clients that were given up keep threads for a while.
    System.exit(run(options));
  }

  private static int run(Options options) throws Exception {
    List<Strike> strikes =
        options.once()
            ? Schedule.once(options.only())
            : Schedule.of(options.seed(), options.faults(), options.only(), options.during());
    if (options.list()) {
      list(strikes);
      return 0;
    }
    Path evidence =
        Path.of(System.getProperty("saksi.root"), "integration-tests/target/chaos")
            .resolve("seed-" + options.seed() + "-" + System.currentTimeMillis() / 1000);
    System.out.println("seed " + options.seed());
    Campaign campaign =
        new Campaign(spec(options, strikes), evidence, System.out::println, options.pace(), end());
    try {
      if (strikes.isEmpty()) {
        campaign.leaveAlone(options.duration().orElse(QUIET), options.burden());
      } else {
        campaign.run(strikes, options.duration().orElse(LONGEST));
      }
    } finally {
      write(campaign, options);
      System.out.println(campaign.line());
    }
    return campaign.violations() == 0 ? 0 : 1;
  }

  /**
   * Hours of strikes are not thrown away: whoever is to end this makes a file. A signal would end
   * the containers at once, by a hook of Testcontainers.
   */
  private static BooleanSupplier end() {
    return Optional.ofNullable(System.getProperty("saksi.chaos.end"))
        .map(Path::of)
        .<BooleanSupplier>map(file -> () -> Files.exists(file))
        .orElse(() -> false);
  }

  /** Left alone it is as users have it; broken, it needs disks and clocks that can be. */
  private static ClusterSpec spec(Options options, List<Strike> strikes) {
    ClusterSpec three = ClusterSpec.ofThree();
    ClusterSpec spec = strikes.isEmpty() ? three.roomy() : three.withEverythingBreakable();
    return options.profile().map(spec::with).orElse(spec);
  }

  private static void list(List<Strike> strikes) {
    Arrays.stream(FaultKind.values())
        .forEach(kind -> System.out.printf("%-24s %s; on %s%n", kind, kind.what(), kind.targets()));
    System.out.println();
    strikes.forEach(strike ->
        System.out.printf(
            "%4d  %5d ms  %s%n", strike.number(), strike.hold().toMillis(), strike.name()));
  }

  private static void write(Campaign campaign, Options options) throws IOException {
    if (options.json().isPresent()) {
      Files.writeString(options.json().get(), Report.json(campaign, options));
    }
    if (options.html().isPresent()) {
      Files.writeString(options.html().get(), Drawing.page(campaign, "seed " + options.seed()));
    }
  }
}
