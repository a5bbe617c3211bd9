package io.saksi.chaos.cluster;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a cluster is made of.
 *
 * @param dataNodes the first one founds it
 * @param witnesses nodes that only vote
 * @param volumeBytes the size of each node's disk
 * @param rigged with disks that can stand still and clocks that can be set, at some cost
 * @param instead files of this machine, by the path in the nodes where they stand instead of what
 *     was shipped
 * @param profile the settings' profile; empty: as shipped
 */
public record ClusterSpec(
    List<String> dataNodes,
    List<String> witnesses,
    long volumeBytes,
    boolean rigged,
    Map<String, Path> instead,
    Optional<String> profile) {
  private static final long ROOM = 1L << 30;

  /** PostgreSQL keeps a gigabyte of WAL by default, and an hour of writes wants to be somewhere. */
  private static final long MUCH_ROOM = 4L << 30;

  public ClusterSpec {
    dataNodes = List.copyOf(dataNodes);
    witnesses = List.copyOf(witnesses);
    instead = Map.copyOf(instead);
  }

  public static ClusterSpec ofThree() {
    return new ClusterSpec(
        List.of("a", "b", "c"), List.of(), ROOM, false, Map.of(), Optional.empty());
  }

  public static ClusterSpec withWitness() {
    return new ClusterSpec(
        List.of("a", "b"), List.of("w"), ROOM, false, Map.of(), Optional.empty());
  }

  /** The same with something else in it than was shipped. */
  public ClusterSpec with(Map<String, Path> files) {
    return new ClusterSpec(dataNodes, witnesses, volumeBytes, rigged, files, profile);
  }

  /** The same with a lease and bounds of another length. */
  public ClusterSpec with(String otherProfile) {
    return new ClusterSpec(
        dataNodes, witnesses, volumeBytes, rigged, instead, Optional.of(otherProfile));
  }

  /** The same with disks that hours of load do not fill. */
  public ClusterSpec roomy() {
    return new ClusterSpec(dataNodes, witnesses, MUCH_ROOM, rigged, instead, profile);
  }

  /** The same, for every fault of the catalogue. */
  public ClusterSpec withEverythingBreakable() {
    return new ClusterSpec(dataNodes, witnesses, volumeBytes, true, instead, profile);
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
