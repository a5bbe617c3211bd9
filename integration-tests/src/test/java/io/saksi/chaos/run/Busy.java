package io.saksi.chaos.run;

import io.saksi.chaos.cluster.ChaosException;
import io.saksi.chaos.cluster.ContainerCluster;
import java.util.List;

/** What else runs on the cluster's machine: from a container that no fault strikes. */
final class Busy implements AutoCloseable {
  private static final String ON = "/tmp/busy.on";

  private final ContainerCluster cluster;

  private Busy(ContainerCluster cluster) {
    this.cluster = cluster;
  }

  static Busy start(ContainerCluster cluster, Burden burden) throws ChaosException {
    Busy busy = new Busy(cluster);
    cluster.inKeeper("touch " + ON);
    if (burden.saturate()) {
      for (int i = 0; i < Runtime.getRuntime().availableProcessors(); i++) {
        busy.loop(":");
      }
    }
    if (burden.checkpoints()) {
      busy.loop(
          "%spsql -qh %s -U app -c checkpoint app || sleep 0.2"
              .formatted(Pgbench.PROGRAMS, cluster.address()));
    }
    return busy;
  }

  private void loop(String what) throws ChaosException {
    List<String> words =
        List.of("(while [ -e", ON, "]; do", what, "; done) >/dev/null 2>&1 </dev/null & true");
    cluster.inKeeper(String.join(" ", words));
  }

  @Override
  public void close() throws ChaosException {
    cluster.inKeeper("rm -f " + ON);
  }
}
