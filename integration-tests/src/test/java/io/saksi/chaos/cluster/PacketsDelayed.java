package io.saksi.chaos.cluster;

import java.time.Duration;

/**
 * What a node sends arrives late, and in another order where the delay varies. Needs the kernel's
 * netem, which not every machine has.
 */
public record PacketsDelayed(String node, Duration delay, Duration jitter) implements Fault {
  @Override
  public void inject(ContainerCluster cluster) throws ChaosException {
    Answer answer =
        cluster
            .node(node)
            .bash(
                "tc qdisc replace dev eth0 root netem delay %dms %dms"
                    .formatted(delay.toMillis(), jitter.toMillis()));
    if (!answer.succeeded()) {
      throw new ChaosException("this kernel cannot delay packets: " + answer.line());
    }
  }

  /** A handshake takes at least one delay. */
  @Override
  public boolean isInForce(ContainerCluster cluster) throws ChaosException {
    Node late = cluster.node(node);
    String other = cluster.others(node).getFirst().address();
    String timed =
        "s=$(date +%s%N); timeout 5 bash -c '</dev/tcp/"
            + other
            + "/"
            + Node.AGENT_PORT
            + "'; echo $((($(date +%s%N) - s) / 1000000))";
    return Long.parseLong(late.mustSay(timed)) >= delay.minus(jitter).toMillis();
  }

  @Override
  public void heal(ContainerCluster cluster) throws ChaosException {
    cluster.node(node).bash("tc qdisc del dev eth0 root");
  }
}
