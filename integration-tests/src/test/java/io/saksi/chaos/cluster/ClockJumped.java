package io.saksi.chaos.cluster;

import java.time.Duration;
import java.util.OptionalDouble;

/**
 * A data node's wall clock is set to another time, for all of its processes at once; elapsed time
 * goes on as before. By a library that the nodes of a rigged cluster have preloaded.
 *
 * @param by forwards, or back where negative
 */
public record ClockJumped(String node, Duration by) implements Fault {
  /** What {@link #node}'s processes add to the time; on its disk, so that it outlasts a restart. */
  static final String FILE = Node.HOME + "/clock";

  private static final double TOLERANCE_SECONDS = 5;

  @Override
  public void inject(ContainerCluster cluster) throws ChaosException {
    set(cluster, by);
  }

  private void set(ContainerCluster cluster, Duration offset) throws ChaosException {
    cluster.inKeeper(
        "perl -e 'print pack(\"q\", %d)' | dd of=%s/clock conv=notrunc status=none"
            .formatted(offset.toNanos(), DiskStalled.disk(node)));
  }

  /** So say its agent, and its PostgreSQL where that lets anybody in. */
  @Override
  public boolean isInForce(ContainerCluster cluster) throws ChaosException {
    return Until.holds(() -> cluster.view().wallClock(node).isPresent())
        && jumped(cluster.view().wallClock(node))
        && postgres(cluster).stream().allMatch(now -> jumped(OptionalDouble.of(now)));
  }

  private boolean jumped(OptionalDouble nodesNow) {
    double now = System.currentTimeMillis() / 1000.0;
    return nodesNow.isPresent()
        && Math.abs(nodesNow.getAsDouble() - now - by.toSeconds()) < TOLERANCE_SECONDS;
  }

  private OptionalDouble postgres(ContainerCluster cluster) throws ChaosException {
    String asked =
        "PGCONNECT_TIMEOUT=2 timeout 5 /usr/lib/postgresql/*/bin/psql -XAtq -h "
            + cluster.node(node).address()
            + " -U app -d app -c 'select extract(epoch from clock_timestamp())' 2>/dev/null ||"
            + " true";
    String said = cluster.inKeeper(asked);
    return said.isEmpty() ? OptionalDouble.empty() : OptionalDouble.of(Double.parseDouble(said));
  }

  @Override
  public void heal(ContainerCluster cluster) throws ChaosException {
    set(cluster, Duration.ZERO);
  }
}
