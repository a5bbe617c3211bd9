package io.saksi.chaos.cluster;

/** SIGKILL to one process of a node; whoever is responsible starts it again. */
public record ProcessKilled(String node, ProcessKind kind) implements Fault {
  @Override
  public void inject(ContainerCluster cluster) throws ChaosException {
    Node victim = cluster.node(node);
    if (kind == ProcessKind.GUARD) {
      victim.signalGuard("KILL");
      return;
    }
    long pid = victim.pid(kind).orElseThrow(() -> new ChaosException("no " + kind + " on " + node));
    victim.mustSay("kill -KILL " + pid + "; echo " + pid + " >/run/saksi/killed");
  }

  /** The one that was killed has gone, whatever runs now. */
  @Override
  public boolean isInForce(ContainerCluster cluster) throws ChaosException {
    Node victim = cluster.node(node);
    if (kind == ProcessKind.GUARD) {
      return Until.holds(() -> !victim.isRunning());
    }
    String look = "p=$(cat /run/saksi/killed); ! grep -q '^State:.[^ZX]' /proc/$p/status";
    return Until.holds(() -> victim.bash(look).succeeded());
  }

  @Override
  public void heal(ContainerCluster cluster) throws ChaosException {
    if (kind == ProcessKind.GUARD) {
      cluster.node(node).start();
    }
  }
}
