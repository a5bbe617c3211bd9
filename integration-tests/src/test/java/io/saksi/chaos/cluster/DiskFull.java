package io.saksi.chaos.cluster;

/** Not a byte is left on a node's disk: data, WAL and the Raft log are on it. */
public record DiskFull(String node) implements Fault {
  private static final String FILLER = Node.HOME + "/filler";

  @Override
  public void inject(ContainerCluster cluster) throws ChaosException {
    // Allotted where that is faster than written. The last pages too: a server that still finds
    // some is a slower fault.
    cluster
        .node(node)
        .mustSay(
            "fallocate -l $(($(df --output=avail -B 4096 "
                + Node.HOME
                + " | tail -n 1) * 4096)) "
                + FILLER
                + " 2>/dev/null; dd if=/dev/zero of="
                + FILLER
                + " bs=4k oflag=append conv=notrunc 2>/dev/null; test -s "
                + FILLER);
  }

  @Override
  public boolean isInForce(ContainerCluster cluster) throws ChaosException {
    return !cluster
        .node(node)
        .bash(
            "head -c 65536 /dev/zero >"
                + Node.HOME
                + "/probe; s=$?; rm -f "
                + Node.HOME
                + "/probe; exit $s")
        .succeeded();
  }

  @Override
  public void heal(ContainerCluster cluster) throws ChaosException {
    cluster.inKeeper("rm -f /nodes/" + node + "/filler");
  }
}
