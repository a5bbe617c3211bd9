package io.saksi.chaos.cluster;

import java.util.List;

/**
 * A part of all packets to and from a node is lost, by chance.
 *
 * @param percent 1 to 99, in each direction
 */
public record PacketsLost(String node, int percent) implements Fault {
  private static final int PINGS = 40;

  public PacketsLost {
    if (percent < 1 || percent > 99) {
      throw new IllegalArgumentException("1 to 99 percent: " + percent);
    }
  }

  private Rules rules() {
    return Rules.of("loss", node, Integer.toString(percent));
  }

  @Override
  public void inject(ContainerCluster cluster) throws ChaosException {
    String match = "numgen random mod 100 < " + percent;
    rules()
        .put(
            cluster.node(node), List.of(Rules.in(match, "counter drop"), Rules.out(match, "drop")));
  }

  /** Some of forty handshakes fail: at 25 % all succeed less than once in ten thousand times. */
  @Override
  public boolean isInForce(ContainerCluster cluster) throws ChaosException {
    Node lossy = cluster.node(node);
    Node other = cluster.others(node).getFirst();
    String probe =
        "for i in $(seq "
            + PINGS
            + "); do timeout 0.3 bash -c '</dev/tcp/"
            + other.address()
            + "/"
            + Node.AGENT_PORT
            + "' 2>/dev/null || { echo lost; break; }; done";
    return rules().areIn(lossy) && Until.holds(() -> lossy.mustSay(probe).contains("lost"));
  }

  @Override
  public void heal(ContainerCluster cluster) throws ChaosException {
    rules().remove(cluster.node(node));
  }
}
