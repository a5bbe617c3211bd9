package io.saksi.chaos.run;

import io.saksi.chaos.cluster.ClusterSpec;
import io.saksi.chaos.cluster.Ending;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/** The command line of chaos; {@code deploy/chaos.sh} runs it. */
final class Chaos {
  private static final Duration LONGEST = Duration.ofDays(7);
  private static final Duration QUIET = Duration.ofHours(1);

  /** A strike, its recovery, and the check of every history. */
  private static final Duration ENDS_WITHIN = Duration.ofMinutes(5);

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
        new Campaign(spec(options, strikes), evidence, System.out::println, options.pace());
    CountDownLatch over = new CountDownLatch(1);
    Ending.first(() -> end(campaign, over));
    try {
      if (strikes.isEmpty()) {
        campaign.leaveAlone(options.duration().orElse(QUIET), options.burden());
      } else {
        campaign.run(strikes, options.duration().orElse(LONGEST));
      }
    } finally {
      write(campaign, options);
      System.out.println(campaign.line());
      over.countDown();
    }
    return campaign.violations() == 0 ? 0 : 1;
  }

  /** Hours of strikes are not thrown away: what there is of the run is told, as at its end. */
  private static void end(Campaign campaign, CountDownLatch over) {
    System.out.println("ending after this fault; what was found is written then");
    campaign.enough();
    try {
      if (!over.await(ENDS_WITHIN.toMinutes(), TimeUnit.MINUTES)) {
        System.out.println("it does not end: its containers are removed");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
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
