package io.saksi.chaos.cluster;

import java.time.Duration;
import java.util.stream.Collectors;

/**
 * The node dies and comes back without its Raft log: it must not vote as if nothing were, and
 * refuses to start. What heals it is what docs/operations.md tells an operator: it joins anew.
 */
public record RaftStorageLost(String node) implements Fault {
  /** EX_CONFIG of sysexits.h: the guard does not start the agent again. */
  private static final long CANNOT_START = 78;

  /** A Java program on a machine with much else to do. */
  private static final Duration REFUSED_WITHIN = Duration.ofMinutes(2);

  /** Agents to join through, for a node that joins anew; and it founds nothing. */
  static final String SEEDS = Node.HOME + "/seeds";

  @Override
  public void inject(ContainerCluster cluster) throws ChaosException {
    new NodeKilled(node).strike(cluster);
    cluster.inKeeper("rm -rf /nodes/" + node + "/raft");
  }

  @Override
  public boolean isInForce(ContainerCluster cluster) throws ChaosException {
    return !cluster.node(node).isRunning()
        && cluster.inKeeper("ls /nodes/" + node).lines().noneMatch("raft"::equals);
  }

  /** What it was made with is there, and what it was made for is not. */
  private boolean isLost(ContainerCluster cluster) throws ChaosException {
    String found =
        cluster.inKeeper(
            "cd /nodes/%s; ls raft.initialised raft/*/current/raft-meta 2>/dev/null; true"
                .formatted(node));
    return found.contains("raft.initialised") && !found.contains("raft-meta");
  }

  @Override
  public void heal(ContainerCluster cluster) throws ChaosException {
    Node lost = cluster.node(node);
    // A second fault's end may have started it already: it is about to refuse.
    if (!lost.isRunning()) {
      lost.start();
    }
    if (!isLost(cluster)) {
      return;
    }
    if (!Until.holds(() -> !lost.isRunning(), REFUSED_WITHIN)) {
      throw new ChaosException(node + " went on without its Raft log");
    }
    if (lost.state().getExitCodeLong() != CANNOT_START) {
      throw new ChaosException(
          node + " without its Raft log ended with status " + lost.state().getExitCodeLong());
    }
    String seeds =
        cluster.others(node).stream()
            .map(other -> other.address() + ":" + Node.AGENT_PORT)
            .collect(Collectors.joining(","));
    cluster.inKeeper(
        "cd /nodes/%s && rm -rf raft raft.initialised && echo %s >seeds".formatted(node, seeds));
    lost.start();
  }
}
