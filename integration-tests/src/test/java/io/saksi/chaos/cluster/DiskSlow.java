package io.saksi.chaos.cluster;

import java.time.Duration;

/**
 * A node's disk moves only now and then: a write takes up to as long as it stands still, each time.
 * Of a rigged cluster.
 *
 * @param still how long it does, five sixths of all time; up to a second
 */
public record DiskSlow(String node, Duration still) implements Fault {
  private static final int WRITES = 8;

  /** Prints how long the longest of some writes took, in milliseconds. */
  private static final String LOOK =
      "most=0; for i in $(seq "
          + WRITES
          + "); do from=$(date +%s%N); dd if=/dev/zero of="
          + Node.HOME
          + "/probe bs=4k count=1 conv=fsync 2>/dev/null;"
          + " took=$((($(date +%s%N) - from) / 1000000)); [ $took -le $most ] || most=$took;"
          + " sleep 0.07; done; echo $most";

  @Override
  public void inject(ContainerCluster cluster) throws ChaosException {
    String disk = DiskStalled.disk(node);
    String seconds = "%d.%03d";
    String standing = seconds.formatted(still.toSecondsPart(), still.toMillisPart());
    Duration pause = still.dividedBy(5);
    String moving = seconds.formatted(pause.toSecondsPart(), pause.toMillisPart());
    cluster.inKeeper(
        "touch "
            + mark()
            + "; (touch "
            + mark()
            + ".on; while [ -e "
            + mark()
            + " ]; do fsfreeze --freeze "
            + disk
            + "; sleep "
            + standing
            + "; fsfreeze --unfreeze "
            + disk
            + "; sleep "
            + moving
            + "; done; rm "
            + mark()
            + ".on) </dev/null >/dev/null 2>&1 & true");
  }

  private String mark() {
    return "/tmp/slow-" + node;
  }

  @Override
  public boolean isInForce(ContainerCluster cluster) throws ChaosException {
    return Long.parseLong(cluster.node(node).mustSay(LOOK)) >= still.toMillis() / 2;
  }

  @Override
  public void heal(ContainerCluster cluster) throws ChaosException {
    cluster.inKeeper("rm -f " + mark());
    if (!Until.holds(
        () -> cluster.inKeeper("ls " + mark() + ".on 2>/dev/null || true").isEmpty())) {
      throw new ChaosException("does not end: " + this);
    }
    DiskStalled.thaw(cluster, node);
  }
}
