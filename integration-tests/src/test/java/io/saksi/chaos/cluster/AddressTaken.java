package io.saksi.chaos.cluster;

/**
 * A stranger on the nodes' network takes the virtual address and says so, as a misconfigured host
 * does. Clients may reach either of the two.
 */
public record AddressTaken() implements Fault {
  private static final String DEVICE = " dev eth0";

  @Override
  public void inject(ContainerCluster cluster) throws ChaosException {
    cluster.inKeeper(
        "ip addr add "
            + cluster.address()
            + "/32"
            + DEVICE
            + " && (arping -q -A -c 2 -I eth0 "
            + cluster.address()
            + " || true)");
  }

  @Override
  public boolean isInForce(ContainerCluster cluster) throws ChaosException {
    return cluster.inKeeper("ip -o addr show" + DEVICE).contains(" " + cluster.address() + "/32");
  }

  @Override
  public void heal(ContainerCluster cluster) throws ChaosException {
    cluster.inKeeper("ip addr del " + cluster.address() + "/32" + DEVICE);
  }
}
