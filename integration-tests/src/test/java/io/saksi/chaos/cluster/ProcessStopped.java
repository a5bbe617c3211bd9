package io.saksi.chaos.cluster;

/** SIGSTOP to one process of a node: it is there, and does nothing. */
public record ProcessStopped(String node, ProcessKind kind) implements Fault {
  @Override
  public void inject(ContainerCluster cluster) throws ChaosException {
    signal(cluster.node(node), "STOP");
  }

  private void signal(Node victim, String signal) throws ChaosException {
    if (kind == ProcessKind.GUARD) {
      victim.signalGuard(signal); // the first process ignores what comes from inside
    } else {
      victim.mustSay("kill -" + signal + " " + find(victim));
    }
  }

  private long find(Node victim) throws ChaosException {
    return victim.pid(kind).orElseThrow(() -> new ChaosException("no " + kind + " on " + node));
  }

  @Override
  public boolean isInForce(ContainerCluster cluster) throws ChaosException {
    Node victim = cluster.node(node);
    String look = "grep -q '^State:.T' /proc/" + find(victim) + "/status";
    return victim.bash(look).succeeded();
  }

  @Override
  public void heal(ContainerCluster cluster) throws ChaosException {
    Node victim = cluster.node(node);
    if (victim.isRunning() && victim.pid(kind).isPresent()) {
      signal(victim, "CONT");
    }
  }
}
