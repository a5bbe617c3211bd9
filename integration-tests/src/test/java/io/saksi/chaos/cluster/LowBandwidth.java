package io.saksi.chaos.cluster;

/**
 * What a node sends goes through a narrow pipe with a short queue, so that it is late, then lost.
 *
 * @param kilobits a second, 64 or more
 */
public record LowBandwidth(String node, int kilobits) implements Fault {
  /** Larger than a segment that the kernel hands over as one. */
  private static final String BURST = "64kb";

  public LowBandwidth {
    if (kilobits < 64) {
      throw new IllegalArgumentException("64 kbit/s or more: " + kilobits);
    }
  }

  @Override
  public void inject(ContainerCluster cluster) throws ChaosException {
    cluster
        .node(node)
        .mustSay(
            "tc qdisc replace dev eth0 root tbf rate "
                + kilobits
                + "kbit burst "
                + BURST
                + " latency 400ms");
  }

  @Override
  public boolean isInForce(ContainerCluster cluster) throws ChaosException {
    return cluster.node(node).mustSay("tc qdisc show dev eth0").contains("tbf");
  }

  @Override
  public void heal(ContainerCluster cluster) throws ChaosException {
    cluster.node(node).bash("tc qdisc del dev eth0 root");
  }
}
