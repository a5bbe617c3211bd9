package io.saksi.chaos.cluster;

import java.util.List;

/**
 * Every node dies and is started again, the next one as soon as the last one's container is: faster
 * than any of them recovers.
 *
 * @param order who goes first
 */
public record RollingKill(List<String> order) implements Fault {
  /** In memory: it does not outlast the node. */
  private static final String MARK = "/run/saksi/before-the-kill";

  public RollingKill {
    order = List.copyOf(order);
  }

  @Override
  public void inject(ContainerCluster cluster) throws ChaosException {
    for (String node : order) {
      cluster.node(node).mustSay("touch " + MARK);
    }
    for (String node : order) {
      new NodeKilled(node).strike(cluster);
      cluster.node(node).start();
    }
  }

  @Override
  public boolean isInForce(ContainerCluster cluster) throws ChaosException {
    for (String node : order) {
      Node started = cluster.node(node);
      if (!started.isRunning() || started.bash("test -e " + MARK).succeeded()) {
        return false;
      }
    }
    return true;
  }

  /** They are started already. */
  @Override
  public void heal(ContainerCluster cluster) {}
}
