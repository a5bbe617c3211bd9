package io.saksi.chaos.run;

import io.saksi.chaos.check.Anomaly;
import io.saksi.chaos.check.Violation;
import io.saksi.chaos.client.Acks;
import io.saksi.chaos.client.Bank;
import io.saksi.chaos.client.Clients;
import io.saksi.chaos.client.Lists;
import io.saksi.chaos.client.Probes;
import io.saksi.chaos.client.Rows;
import io.saksi.chaos.cluster.ContainerCluster;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * Some strikes, with the same clients all the time, and what the checker says of everything that
 * these saw. A run is made of rounds, for what the checker keeps in memory grows with the history.
 */
final class Round {
  private static final Duration FIRST_PROGRESS_WITHIN = Duration.ofSeconds(30);

  private final ContainerCluster cluster;
  private final Chronicle chronicle;
  private final Consumer<String> progress;
  private final Duration rest;

  /**
   * @param rest of each client after each transaction
   */
  Round(ContainerCluster cluster, Chronicle chronicle, Consumer<String> progress, Duration rest) {
    this.rest = rest;
    this.cluster = cluster;
    this.chronicle = chronicle;
    this.progress = progress;
  }

  /**
   * What came of it.
   *
   * @param histories of the clients, only where there are violations
   */
  record Result(
      long acknowledged,
      long directWrites,
      List<Violation> violations,
      List<Histories> histories) {}

  /** What one workload's clients noted, a line each. */
  record Histories(String workload, List<String> lines) {}

  /** What happens while clients are at work. */
  @FunctionalInterface
  interface Happening {
    void happen(Clients clients) throws Exception;
  }

  /**
   * Carries out these strikes, and stops at the first violation.
   *
   * @param goesOn asked before each
   */
  Result run(List<Strike> strikes, int of, BooleanSupplier goesOn) throws Exception {
    return during(clients -> {
      for (Strike strike : strikes) {
        if (!goesOn.getAsBoolean()) {
          return;
        }
        Chronicle.Struck struck = new Striker(cluster, chronicle, clients).strike(strike);
        chronicle.add(struck);
        progress.accept(line(struck, of, clients.acknowledged()));
        TimeUnit.NANOSECONDS.sleep(strike.rest().toNanos());
      }
    });
  }

  private static String line(Chronicle.Struck struck, int of, long acknowledged) {
    return "fault %d/%d: %s, %s: %s; acknowledged in this round %d"
        .formatted(
            struck.strike().number(),
            of,
            struck.strike().name(),
            struck.fault(),
            struck.inForce()
                ? "%s ms without service, whole after %.1f s"
                    .formatted(struck.withoutService(), (struck.whole() - struck.at()) / 1000.0)
                : "NOT PUT IN",
            acknowledged);
  }

  /** Lets it happen, with clients all the time, then has the checker decide. */
  Result during(Happening happening) throws Exception {
    List<Violation> found = new ArrayList<>();
    cluster.view().awaitWhole();
    try (Clients clients =
            Clients.start(
                List.of(new Rows(), new Bank(), new Lists()),
                Ways.all(cluster),
                cluster.routerUrl(),
                rest);
        Probes probes = Probes.start(cluster.routerUrl(), cluster.directUrls())) {
      try {
        clients.awaitProgress(FIRST_PROGRESS_WITHIN);
        happening.happen(clients);
      } catch (Unrecovered e) {
        found.add(e.violation());
      }
      found.addAll(probes.check(cluster.thaws()));
      found.addAll(decide(clients));
      clients.byWay().forEach((way, acks) -> chronicle.add(way, acks.times()));
      List<Histories> histories = new ArrayList<>();
      if (!found.isEmpty()) {
        clients
            .histories()
            .forEach((name, lines) -> histories.add(new Histories(name, lines.toList())));
      }
      return new Result(clients.acknowledged(), probes.accepted(), found, histories);
    }
  }

  /** Where no primary is left to be read from, that is a finding and not the end of everything. */
  private static List<Violation> decide(Clients clients) throws Exception {
    try {
      return clients.check();
    } catch (AssertionError e) {
      return List.of(new Violation(Anomaly.NO_SERVICE, "at the end: " + e.getMessage()));
    }
  }

  /** The longest time without an acknowledged write between two moments, in milliseconds. */
  static long gapMillis(Acks acks, long from, long to) {
    return Duration.ofNanos(acks.longestGap(from, to)).toMillis();
  }
}
