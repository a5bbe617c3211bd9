package io.saksi.chaos.run;

import io.saksi.chaos.check.Anomaly;
import io.saksi.chaos.check.Violation;
import io.saksi.chaos.client.Clients;
import io.saksi.chaos.cluster.ContainerCluster;
import io.saksi.proto.v1.ClusterStatus;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** A cluster under load and without faults: every failover is a false one. */
final class Quiet {
  private static final Duration BETWEEN_LINES = Duration.ofMinutes(1);

  private final ContainerCluster cluster;
  private final Burden burden;
  private final Consumer<String> progress;

  Quiet(ContainerCluster cluster, Burden burden, Consumer<String> progress) {
    this.cluster = cluster;
    this.burden = burden;
    this.progress = progress;
  }

  /** Ends when that time is over, or not to go on. */
  void last(Duration howLong, Clients clients, BooleanSupplier goesOn) throws Exception {
    try (Busy _ = Busy.start(cluster, burden)) {
      if (burden.load() == 0) {
        watch(howLong, clients, goesOn, () -> "none");
        return;
      }
      try (Pgbench pgbench = Pgbench.start(cluster, burden.load(), howLong)) {
        watch(howLong, clients, goesOn, pgbench::progress);
      }
    }
  }

  private void watch(
      Duration howLong, Clients clients, BooleanSupplier goesOn, Callable<String> pgbench)
      throws Exception {
    long epoch = whole().getReign().getEpoch();
    long end = System.nanoTime() + howLong.toNanos();
    while (goesOn.getAsBoolean() && System.nanoTime() - end < 0) {
      long left = Math.min(end - System.nanoTime(), BETWEEN_LINES.toNanos());
      TimeUnit.NANOSECONDS.sleep(Math.max(0, left));
      ClusterStatus now = whole();
      long failovers = now.getReign().getEpoch() - epoch;
      progress.accept(
          "no fault: false failovers %d, acknowledged %d; pgbench: %s"
              .formatted(failovers, clients.acknowledged(), pgbench.call()));
      if (failovers > 0) {
        throw new Unrecovered(
            new Violation(
                Anomaly.NO_SERVICE,
                failovers + " false failovers; now\n" + now.getReign() + now.getProblemsList()));
      }
    }
  }

  private ClusterStatus whole() throws Exception {
    try {
      return cluster.view().awaitWhole();
    } catch (AssertionError e) {
      throw new Unrecovered(new Violation(Anomaly.NOT_WHOLE, "without a fault: " + e.getMessage()));
    }
  }
}
