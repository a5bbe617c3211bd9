package io.saksi.chaos.run;

import io.saksi.chaos.cluster.ChaosException;
import io.saksi.chaos.cluster.ContainerCluster;
import java.time.Duration;

/**
 * pgbench, by libpq and the virtual address, from a container that no fault strikes. It begins
 * again where a change of roles ends its connections.
 */
final class Pgbench implements AutoCloseable {
  static final String PROGRAMS = "/usr/lib/postgresql/*/bin/";
  private static final int SCALE = 10;

  private final ContainerCluster cluster;

  private Pgbench(ContainerCluster cluster) {
    this.cluster = cluster;
  }

  static Pgbench start(ContainerCluster cluster, int clients, Duration howLong)
      throws ChaosException {
    String where = " -h " + cluster.address() + " -U app app";
    cluster.inKeeper(PROGRAMS + "pgbench -i -q -s " + SCALE + where + " 2>&1 | tail -n 1");
    String once =
        PROGRAMS + "pgbench -n -P 10 -T " + howLong.toSeconds() + " -c " + clients + where;
    cluster.inKeeper(
        "touch /tmp/pgbench.on; (while [ -e /tmp/pgbench.on ]; do "
            + once
            + "; sleep 0.2; done) >/tmp/pgbench.log 2>&1 </dev/null & true");
    return new Pgbench(cluster);
  }

  /** Its last line of progress. */
  String progress() throws ChaosException {
    return cluster.inKeeper("grep '^progress' /tmp/pgbench.log | tail -n 1 || true");
  }

  @Override
  public void close() throws ChaosException {
    cluster.inKeeper("rm -f /tmp/pgbench.on; pkill -x pgbench || true");
  }
}
