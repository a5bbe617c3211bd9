package io.saksi.chaos.cluster;

/**
 * Every process of the node stopped by the kernel's freezer, guard included, as by a hypervisor;
 * its clocks go on. Its kernel still accepts connections and answers for its addresses.
 */
public record NodeFrozen(String node) implements Fault {
  @Override
  public void inject(ContainerCluster cluster) throws ChaosException {
    cluster.node(node).pause();
  }

  @Override
  public boolean isInForce(ContainerCluster cluster) throws ChaosException {
    Node frozen = cluster.node(node);
    return Boolean.TRUE.equals(frozen.state().getPaused()) && Frozen.is(frozen);
  }

  @Override
  public void heal(ContainerCluster cluster) throws ChaosException {
    cluster.thaw(cluster.node(node));
  }
}
