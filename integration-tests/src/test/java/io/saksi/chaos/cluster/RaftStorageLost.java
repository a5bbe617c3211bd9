package io.saksi.chaos.cluster;

/** The node dies and comes back without its Raft log: it must not vote as if nothing were. */
public record RaftStorageLost(String node) implements Fault {
  @Override
  public void inject(ContainerCluster cluster) throws ChaosException {
    new NodeKilled(node).strike(cluster);
    cluster.inKeeper("rm -rf /nodes/" + node + "/raft");
  }

  @Override
  public boolean isInForce(ContainerCluster cluster) throws ChaosException {
    return cluster.inKeeper("ls /nodes/" + node).lines().noneMatch("raft"::equals);
  }

  @Override
  public void heal(ContainerCluster cluster) throws ChaosException {
    cluster.node(node).start();
  }
}
