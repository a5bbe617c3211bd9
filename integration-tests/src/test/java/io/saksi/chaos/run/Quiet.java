package io.saksi.chaos.run;

import io.saksi.chaos.check.Anomaly;
import io.saksi.chaos.check.Violation;
import io.saksi.chaos.client.Clients;
import io.saksi.chaos.cluster.ContainerCluster;
import io.saksi.proto.v1.ClusterStatus;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** A cluster under load and without faults: every failover is a false one. */
final class Quiet {
  private static final Duration BETWEEN_LINES = Duration.ofMinutes(1);
  private static final String PROGRAMS = "/usr/lib/postgresql/*/bin/";
  private static final int SCALE = 10;

  private final ContainerCluster cluster;
  private final int load;
  private final Consumer<String> progress;

  /**
   * @param load pgbench's clients; with none there are only our own
   */
  Quiet(ContainerCluster cluster, int load, Consumer<String> progress) {
    this.cluster = cluster;
    this.load = load;
    this.progress = progress;
  }

  void last(Duration howLong, Clients clients) throws Exception {
    long epoch = cluster.view().awaitWhole().getReign().getEpoch();
    if (load > 0) {
      startPgbench(howLong);
    }
    long end = System.nanoTime() + howLong.toNanos();
    while (System.nanoTime() - end < 0) {
      long left = Math.min(end - System.nanoTime(), BETWEEN_LINES.toNanos());
      TimeUnit.NANOSECONDS.sleep(Math.max(0, left));
      ClusterStatus now = cluster.view().awaitWhole();
      long failovers = now.getReign().getEpoch() - epoch;
      progress.accept(
          "no fault: false failovers %d, acknowledged %d; pgbench: %s"
              .formatted(failovers, clients.acknowledged(), pgbench()));
      if (failovers > 0) {
        throw new Unrecovered(
            new Violation(
                Anomaly.NO_SERVICE,
                failovers + " false failovers; now\n" + now.getReign() + now.getProblemsList()));
      }
    }
  }

  /** By libpq and the virtual address, from a container that no fault strikes. */
  private void startPgbench(Duration howLong) throws Exception {
    String where = " -h " + cluster.address() + " -U app app";
    cluster.inKeeper(PROGRAMS + "pgbench -i -q -s " + SCALE + where + " 2>&1 | tail -n 1");
    cluster.inKeeper(
        "nohup "
            + PROGRAMS
            + "pgbench -n -P 10 -T "
            + howLong.toSeconds()
            + " -c "
            + load
            + where
            + " >/tmp/pgbench.log 2>&1 </dev/null & true");
  }

  private String pgbench() throws Exception {
    return load == 0 ? "none" : cluster.inKeeper("tail -n 1 /tmp/pgbench.log");
  }
}
