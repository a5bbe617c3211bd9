package io.saksi.chaos.cluster;

/**
 * SIGSTOP to guard, deputy and agent of a node at once: PostgreSQL serves on, and nobody is left on
 * the node to end it.
 */
public record SaksiStopped(String node) implements Fault {
  /** Without the first process, which ignores what comes from inside. */
  private static final String OTHERS = "pgrep -x 'saksi-(agent|deputy)'";

  @Override
  public void inject(ContainerCluster cluster) throws ChaosException {
    Node victim = cluster.node(node);
    victim.signalGuard("STOP");
    victim.mustSay("kill -STOP $(" + OTHERS + ")");
  }

  @Override
  public boolean isInForce(ContainerCluster cluster) throws ChaosException {
    String look = "for p in 1 $(" + OTHERS + "); do grep '^State:.T' /proc/$p/status; done | wc -l";
    return cluster.node(node).bash(look).line().equals("3");
  }

  @Override
  public void heal(ContainerCluster cluster) throws ChaosException {
    Node victim = cluster.node(node);
    victim.signalGuard("CONT");
    victim.bash("kill -CONT $(" + OTHERS + ")");
  }
}
