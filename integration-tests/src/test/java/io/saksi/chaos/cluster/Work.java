package io.saksi.chaos.cluster;

import java.time.Duration;

/** Something that an operator has the cluster do, so that a fault can strike in the midst of it. */
public final class Work {
  private static final String PLACE = "/dev/shm/saksi-work";

  /** Longer than a node is ever held: whoever waits for the cluster to be whole gives up first. */
  private static final String MEMBERSHIP =
      """
      (w=w$RANDOM; d=$(mktemp -d /dev/shm/$w-XXXXXX); mkdir -m 700 $d/home $d/run
      saksi guard --run-dir $d/run --data-dir $d/home/data --log $d/guard.log -- \
        saksi agent --cluster CLUSTER --node $w --home $d/home --run-dir $d/run --witness \
        --listen ADDRESS:7400 --raft-listen ADDRESS:7401 --secret-file /run/saksi/secret \
        --seed AGENTS >$d/log 2>&1 &
      end=$((SECONDS + 200)); echo joining
      until saksi status --agents AGENTS | grep -qw $w; do
        if [ $SECONDS -ge $end ] || ! kill -0 $!; then tail -n 5 $d/log; kill $!; exit 90; fi
        sleep 0.2
      done; echo joined
      until saksi node remove $w --yes --reason chaos --agents AGENTS; do
        [ $SECONDS -lt $end ] || { kill $!; exit 91; }; sleep 0.5
      done; kill $!; wait $!; rm -rf $d; echo removed)\
      """;

  private final String container;

  private Work(String container) {
    this.container = container;
  }

  /** Orders a switchover to that node; returns once it has begun. */
  public static Work switchover(ContainerCluster cluster, String to) throws ChaosException {
    Work work = new Work(cluster.keeper());
    work.begin(
        "saksi switchover --ignore-obstacles --reason chaos --to "
            + to
            + " --agents "
            + cluster.agents(),
        "grep -q preparing " + PLACE + ".said");
    return work;
  }

  /** Has that node's guard become its next version, which starts its agent anew. */
  public static Work upgrade(ContainerCluster cluster, String node) throws ChaosException {
    Work work = new Work(cluster.node(node).container());
    work.begin(
        "setpriv --reuid saksi --regid saksi --clear-groups saksi guard --upgrade --run-dir"
            + " /run/saksi",
        "test -e " + PLACE + ".said");
    return work;
  }

  /**
   * Has a witness join, and removes it again: two changes of Raft's configuration. It runs where
   * the keeper is; the join and the removal are tried until they are done, as an operator would.
   */
  public static Work membership(ContainerCluster cluster) throws ChaosException {
    Work work = new Work(cluster.keeper());
    work.begin(
        MEMBERSHIP
            .replace("CLUSTER", cluster.name())
            .replace("ADDRESS", cluster.keeperAddress())
            .replace("AGENTS", cluster.agents()),
        "grep -q joining " + PLACE + ".said");
    return work;
  }

  private void begin(String command, String begun) throws ChaosException {
    Inside.mustSay(container, "rm -f " + PLACE + ".*");
    Inside.leave(
        container, "%2$s >%1$s.said 2>&1 </dev/null; echo $? >%1$s.code".formatted(PLACE, command));
    Inside.mustSay(
        container,
        ("for i in $(seq 500); do %2$s && exit 0; [ ! -e %1$s.code ] || break; sleep 0.02; done;"
                + " cat %1$s.said; exit 1")
            .formatted(PLACE, begun));
  }

  /** Whether it is not over yet. */
  public boolean isAtWork() throws ChaosException {
    return !Inside.bash(container, "test -e " + PLACE + ".code").succeeded();
  }

  /**
   * Its end, or that there is none within the bound; of a command on a node that died, nothing.
   *
   * @param bound whole seconds, 15 at most
   */
  public Answer end(Duration bound) throws ChaosException {
    return Inside.bash(
        container,
        "for i in $(seq %2$d); do [ ! -e %1$s.code ] || break; sleep 0.1; done; cat %1$s.said 2>/dev/null; exit $(cat %1$s.code 2>/dev/null || echo 255)"
            .formatted(PLACE, bound.toSeconds() * 10));
  }
}
