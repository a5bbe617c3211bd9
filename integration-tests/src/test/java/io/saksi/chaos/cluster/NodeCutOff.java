package io.saksi.chaos.cluster;

import java.util.ArrayList;
import java.util.List;

/** A node cut off from everybody, clients included; one way or both. */
public record NodeCutOff(String node, Direction direction) implements Fault {
  /** As the node sees it. */
  public enum Direction {
    BOTH,
    /** It hears nobody, and is heard. */
    INCOMING,
    /** It hears everybody, and nobody hears it. */
    OUTGOING
  }

  private Rules rules() {
    return Rules.of("cut", node, direction.name());
  }

  @Override
  public void inject(ContainerCluster cluster) throws ChaosException {
    List<String> drops = new ArrayList<>();
    if (direction != Direction.OUTGOING) {
      drops.add(Rules.in("", "drop"));
    }
    if (direction != Direction.INCOMING) {
      drops.add(Rules.out("", "drop"));
    }
    rules().put(cluster.node(node), drops);
  }

  /** No connection is made either way: each direction is needed for both. */
  @Override
  public boolean isInForce(ContainerCluster cluster) throws ChaosException {
    Node cut = cluster.node(node);
    Node other = cluster.others(node).getFirst();
    return rules().areIn(cut)
        && !other.reaches(cut.address(), Node.AGENT_PORT)
        && !cut.reaches(other.address(), Node.AGENT_PORT);
  }

  @Override
  public void heal(ContainerCluster cluster) throws ChaosException {
    rules().remove(cluster.node(node));
  }
}
