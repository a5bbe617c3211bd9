package io.saksi.chaos.cluster;

import java.util.ArrayList;
import java.util.List;

/**
 * What a cluster is made of.
 *
 * @param dataNodes the first one founds it
 * @param witnesses nodes that only vote
 * @param volumeBytes the size of each node's disk
 */
public record ClusterSpec(List<String> dataNodes, List<String> witnesses, long volumeBytes) {
  private static final long ROOM = 1L << 30;

  public ClusterSpec {
    dataNodes = List.copyOf(dataNodes);
    witnesses = List.copyOf(witnesses);
  }

  public static ClusterSpec ofThree() {
    return new ClusterSpec(List.of("a", "b", "c"), List.of(), ROOM);
  }

  public static ClusterSpec withWitness() {
    return new ClusterSpec(List.of("a", "b"), List.of("w"), ROOM);
  }

  List<String> nodes() {
    List<String> all = new ArrayList<>(dataNodes);
    all.addAll(witnesses);
    return all;
  }

  boolean isWitness(String node) {
    return witnesses.contains(node);
  }
}
