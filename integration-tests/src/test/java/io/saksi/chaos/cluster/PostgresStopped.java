package io.saksi.chaos.cluster;

/** SIGSTOP to every process of a node's PostgreSQL: its sockets are there, and nothing moves. */
public record PostgresStopped(String node) implements Fault {
  private static final String ALL =
      "{ head -n 1 " + Node.HOME + "/data/postmaster.pid; pgrep -f '^postgres: '; }";

  @Override
  public void inject(ContainerCluster cluster) throws ChaosException {
    // The postmaster first: it forks no more.
    cluster.node(node).mustSay("kill -STOP $(" + ALL + ") 2>/dev/null; kill -STOP $(" + ALL + ")");
  }

  @Override
  public boolean isInForce(ContainerCluster cluster) throws ChaosException {
    String look =
        "grep -q '^State:.T' /proc/$(head -n 1 " + Node.HOME + "/data/postmaster.pid)/status";
    return cluster.node(node).bash(look).succeeded();
  }

  /** Those that nobody has killed meanwhile. */
  @Override
  public void heal(ContainerCluster cluster) throws ChaosException {
    Node victim = cluster.node(node);
    if (victim.isRunning()) {
      victim.bash("kill -CONT $(" + ALL + ")");
    }
  }
}
