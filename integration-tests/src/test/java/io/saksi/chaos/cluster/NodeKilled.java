package io.saksi.chaos.cluster;

/** The whole node at once, as when its power fails; what its kernel had not written stays. */
public record NodeKilled(String node) implements Fault {
  @Override
  public void inject(ContainerCluster cluster) throws ChaosException {
    cluster.node(node).signalGuard("KILL");
  }

  @Override
  public boolean isInForce(ContainerCluster cluster) throws ChaosException {
    return Until.holds(() -> !cluster.node(node).isRunning());
  }

  @Override
  public void heal(ContainerCluster cluster) throws ChaosException {
    cluster.node(node).start();
  }
}
