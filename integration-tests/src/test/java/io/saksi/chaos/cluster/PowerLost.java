package io.saksi.chaos.cluster;

import java.util.List;

/**
 * Every node dies at once, and they come back one after the other.
 *
 * @param back the order in which they do
 */
public record PowerLost(List<String> back) implements Fault {
  public PowerLost {
    back = List.copyOf(back);
  }

  @Override
  public void inject(ContainerCluster cluster) throws ChaosException {
    for (String node : back) {
      cluster.node(node).signalGuard("KILL");
    }
  }

  @Override
  public boolean isInForce(ContainerCluster cluster) throws ChaosException {
    for (String node : back) {
      if (!Until.holds(() -> !cluster.node(node).isRunning())) {
        return false;
      }
    }
    return true;
  }

  @Override
  public void heal(ContainerCluster cluster) throws ChaosException {
    for (String node : back) {
      cluster.node(node).start();
    }
  }
}
