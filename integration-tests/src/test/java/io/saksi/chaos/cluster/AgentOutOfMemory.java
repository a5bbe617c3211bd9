package io.saksi.chaos.cluster;

import com.github.dockerjava.api.exception.DockerException;

/**
 * A node's memory runs out, and the kernel ends the agent for it. The limit is the container's,
 * lowered to what is in use; a program takes the rest; the agent is marked as the first to go.
 */
public record AgentOutOfMemory(String node) implements Fault {
  private static final long LEFT = 32L << 20;
  private static final long PLENTY = 1L << 44;

  /** Of either version of cgroups. */
  private static final String IN_USE =
      "cat /sys/fs/cgroup/memory.current 2>/dev/null"
          + " || cat /sys/fs/cgroup/memory/memory.usage_in_bytes";

  private static final String ENDED =
      "cat /sys/fs/cgroup/memory.events /sys/fs/cgroup/memory/memory.oom_control 2>/dev/null"
          + " | sed -n 's/^oom_kill //p'";

  /** Takes memory until the process that it is told of is no more, 2 GB at most. */
  private static final String TAKER =
      "my @all; for (1 .. 256) { open(my $s, q(<), qq(/proc/$ARGV[0]/status)) or last; my $t = join"
          + " q(), <$s>; last if $t =~ /^State:.[ZX]/m; push @all, q(x) x (8 << 20); }";

  @Override
  public void inject(ContainerCluster cluster) throws ChaosException {
    Node victim = cluster.node(node);
    long pid =
        victim.pid(ProcessKind.AGENT).orElseThrow(() -> new ChaosException("no AGENT on " + node));
    victim.mustSay(
        "echo 1000 >/proc/" + pid + "/oom_score_adj; echo " + pid + " >/run/saksi/killed");
    limit(victim, Long.parseLong(victim.mustSay(IN_USE)) + LEFT);
    try {
      victim.bash("perl -e '" + TAKER + "' " + pid);
    } finally {
      limit(victim, PLENTY);
    }
  }

  private static void limit(Node victim, long bytes) throws ChaosException {
    try {
      Engine.client()
          .updateContainerCmd(victim.container())
          .withMemory(bytes)
          .withMemorySwap(bytes)
          .exec();
    } catch (DockerException e) {
      throw new ChaosException("cannot limit the memory of " + victim + ": " + e.getMessage(), e);
    }
  }

  /** The kernel counts it, the agent has gone, and the guard lives: its end is the container's. */
  @Override
  public boolean isInForce(ContainerCluster cluster) throws ChaosException {
    Node victim = cluster.node(node);
    return victim.isRunning()
        && Long.parseLong(victim.mustSay(ENDED)) > 0
        && new ProcessKilled(node, ProcessKind.AGENT).isInForce(cluster);
  }

  /** The guard's doing. */
  @Override
  public void heal(ContainerCluster cluster) {}
}
