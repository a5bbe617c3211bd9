package io.saksi.chaos.cluster;

import java.util.ArrayList;
import java.util.List;

/**
 * What healed faults have left in force. A cluster can look whole with a link cut, and then the
 * next fault is blamed for both.
 */
public final class Leftovers {
  private Leftovers() {}

  /** For people, with the node of each; every node has to run. */
  public static List<String> of(ContainerCluster cluster) throws ChaosException {
    List<String> left = new ArrayList<>();
    for (Node node : cluster.nodes()) {
      Rules.left(node).forEach(table -> left.add(node + ": " + table));
    }
    return left;
  }
}
