package io.saksi.chaos.run;

import io.saksi.chaos.check.Anomaly;
import io.saksi.chaos.check.Violation;
import io.saksi.chaos.cluster.ClusterSpec;
import io.saksi.chaos.cluster.ContainerCluster;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * A whole run: rounds of strikes on one cluster. One with a violation leaves its evidence, and the
 * run goes on with a new cluster.
 */
final class Campaign {
  private static final int STRIKES_A_ROUND = 10;

  /** By then it is clear that something is wrong, and there is enough to find it by. */
  private static final int MOST_FINDINGS = 5;

  private final Chronicle chronicle = new Chronicle();
  private final List<Finding> findings = new ArrayList<>();
  private final ClusterSpec spec;
  private final Path evidence;
  private final Consumer<String> progress;
  private final Duration rest;
  private final BooleanSupplier enough;
  private long deadline;
  private long acknowledged;
  private long directWrites;

  /**
   * A round in which something happened that may not.
   *
   * @param evidence where everything is that may explain it
   * @param lastWords the end of each node's log
   */
  record Finding(long at, List<Violation> violations, Path evidence, List<String> lastWords) {}

  /**
   * @param evidence a directory for what is kept after a violation
   * @param rest of each client after each transaction
   * @param enough no fault begins once it says so
   */
  Campaign(
      ClusterSpec spec,
      Path evidence,
      Consumer<String> progress,
      Duration rest,
      BooleanSupplier enough) {
    this.rest = rest;
    this.enough = enough;
    this.spec = spec;
    this.evidence = evidence;
    this.progress = progress;
  }

  /** Strikes until all are done, or the time is over, or enough was found. */
  void run(List<Strike> strikes, Duration most) throws Exception {
    deadline = System.nanoTime() + most.toNanos();
    int next = 0;
    while (next < strikes.size() && findings.size() < MOST_FINDINGS && goesOn()) {
      try (ContainerCluster cluster = ContainerCluster.start(spec);
          Sampler _ = new Sampler(cluster.view(), chronicle)) {
        boolean well = true;
        while (well && next < strikes.size() && goesOn()) {
          List<Strike> round =
              strikes.subList(next, Math.min(next + STRIKES_A_ROUND, strikes.size()));
          int struckBefore = chronicle.struck().size();
          Round.Result result =
              new Round(cluster, chronicle, progress, rest)
                  .run(round, strikes.size(), this::goesOn);
          next += Math.max(1, chronicle.struck().size() - struckBefore);
          well = account(cluster, result);
        }
      }
    }
  }

  private boolean goesOn() {
    return !enough.getAsBoolean() && System.nanoTime() - deadline < 0;
  }

  /** No faults: whatever the burden, the primary stays. */
  void leaveAlone(Duration howLong, Burden burden) throws Exception {
    try (ContainerCluster cluster = ContainerCluster.start(spec);
        Sampler _ = new Sampler(cluster.view(), chronicle)) {
      Quiet quiet = new Quiet(cluster, burden, progress);
      Round.Result result =
          new Round(cluster, chronicle, progress, rest)
              .during(clients -> quiet.last(howLong, clients, () -> !enough.getAsBoolean()));
      account(cluster, result);
    }
  }

  private boolean account(ContainerCluster cluster, Round.Result result) {
    acknowledged += result.acknowledged();
    directWrites += result.directWrites();
    if (result.violations().isEmpty()) {
      return true;
    }
    Path kept = evidence.resolve("violation-" + (findings.size() + 1));
    result.violations().forEach(violation -> progress.accept("VIOLATION " + violation));
    long at = chronicle.now();
    Evidence left = new Evidence(cluster, kept);
    left.keep(result, this);
    findings.add(new Finding(at, result.violations(), kept, left.lastWords()));
    return false;
  }

  Chronicle chronicle() {
    return chronicle;
  }

  List<Finding> findings() {
    return List.copyOf(findings);
  }

  long acknowledged() {
    return acknowledged;
  }

  /** Writes that probes, which ask for no standby's confirmation, were told are done. */
  long directWrites() {
    return directWrites;
  }

  long faults() {
    return chronicle.struck().stream().filter(Chronicle.Struck::inForce).count();
  }

  long violations() {
    return findings.stream().mapToLong(finding -> finding.violations().size()).sum();
  }

  long lost() {
    return findings.stream()
        .flatMap(finding -> finding.violations().stream())
        .filter(violation -> violation.anomaly() == Anomaly.LOST_WRITE)
        .count();
  }

  /** The run's last line, as promised to programs. */
  String line() {
    return "faults %d, acknowledged %d, lost %d, violations %d"
        .formatted(faults(), acknowledged, lost(), violations());
  }
}
