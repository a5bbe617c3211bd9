package io.saksi.chaos.cluster;

/**
 * A node's disk stands still, as one that is dead or unreachable does: who writes waits inside the
 * kernel, and not even SIGKILL ends it. What is in memory can be read. Of a rigged cluster.
 */
public record DiskStalled(String node) implements Fault {
  private static final String DONE = "/dev/shm/saksi-probe";

  /** A write, on its own, for it may never return; looked at for a second. */
  private static final String LOOK =
      "rm -f "
          + DONE
          + "; (dd if=/dev/zero of="
          + Node.HOME
          + "/probe bs=4k count=1 conv=fsync; touch "
          + DONE
          + ") </dev/null >/dev/null 2>&1 & for i in $(seq 20); do sleep 0.05; [ ! -e "
          + DONE
          + " ] || exit 1; done";

  @Override
  public void inject(ContainerCluster cluster) throws ChaosException {
    cluster.inKeeper("fsfreeze --freeze " + disk(node));
  }

  static String disk(String node) {
    return "/nodes/" + node;
  }

  @Override
  public boolean isInForce(ContainerCluster cluster) throws ChaosException {
    return cluster.node(node).bash(LOOK).succeeded();
  }

  @Override
  public void heal(ContainerCluster cluster) throws ChaosException {
    thaw(cluster, node);
  }

  /** Refused only where it moves already. */
  static void thaw(ContainerCluster cluster, String node) throws ChaosException {
    cluster.inKeeper("fsfreeze --unfreeze " + disk(node) + " 2>/dev/null || true");
  }
}
