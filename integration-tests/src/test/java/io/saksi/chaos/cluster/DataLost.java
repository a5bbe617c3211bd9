package io.saksi.chaos.cluster;

/** The node dies and comes back without its data directory; promises and Raft log are there. */
public record DataLost(String node) implements Fault {
  @Override
  public void inject(ContainerCluster cluster) throws ChaosException {
    new NodeKilled(node).strike(cluster);
    cluster.inKeeper("rm -rf /nodes/" + node + "/data");
  }

  @Override
  public boolean isInForce(ContainerCluster cluster) throws ChaosException {
    return cluster.inKeeper("ls /nodes/" + node).lines().noneMatch("data"::equals);
  }

  @Override
  public void heal(ContainerCluster cluster) throws ChaosException {
    cluster.node(node).start();
  }
}
