package io.saksi.chaos.run;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What was seen in one run, with times in milliseconds since it began. Thread-safe. */
final class Chronicle {
  /** Acknowledgements are counted in pieces of time as long as this, in milliseconds. */
  static final int PIECE = 250;

  private final long began = System.nanoTime();
  private final List<Sample> samples = new ArrayList<>();
  private final List<Struck> struck = new ArrayList<>();
  private final Map<String, TreeMap<Long, Integer>> throughput = new TreeMap<>();

  /**
   * The cluster at one moment.
   *
   * @param primary of the newest reign; empty where nobody answers
   * @param address who holds the virtual address; several, joined, only where somebody is silent
   */
  record Sample(long at, long epoch, String primary, boolean open, String address, String leader) {}

  /**
   * A strike, as it went.
   *
   * @param fault what it was, on whom; or why it could not be put in
   * @param whole when the cluster was whole again; as {@code healed}, if it never was
   * @param withoutService the longest time without an acknowledged write, by each way in and in
   *     milliseconds, from the strike until the cluster was whole
   * @param changedPrimary whether another one was primary afterwards
   */
  record Struck(
      Strike strike,
      String fault,
      boolean inForce,
      long at,
      long healed,
      long whole,
      Map<String, Long> withoutService,
      boolean changedPrimary) {
    /** The shortest of the ways in: what is beyond it is the way's own. */
    long cluster() {
      return withoutService.values().stream().mapToLong(Long::longValue).min().orElse(0);
    }
  }

  long millis(long nanoTime) {
    return (nanoTime - began) / 1_000_000;
  }

  /** The opposite. */
  long nanoTime(long millis) {
    return began + millis * 1_000_000;
  }

  long now() {
    return millis(System.nanoTime());
  }

  synchronized void add(Sample sample) {
    samples.add(sample);
  }

  synchronized void add(Struck one) {
    struck.add(one);
  }

  synchronized void add(String way, long[] acknowledged) {
    TreeMap<Long, Integer> pieces = throughput.computeIfAbsent(way, _ -> new TreeMap<>());
    for (long time : acknowledged) {
      pieces.merge(millis(time) / PIECE, 1, Integer::sum);
    }
  }

  synchronized List<Sample> samples() {
    return List.copyOf(samples);
  }

  synchronized List<Struck> struck() {
    return List.copyOf(struck);
  }

  /** By each way in: how many were acknowledged in the n-th piece of the run. */
  synchronized Map<String, Map<Long, Integer>> throughput() {
    Map<String, Map<Long, Integer>> copy = new TreeMap<>();
    throughput.forEach((way, pieces) -> copy.put(way, new TreeMap<>(pieces)));
    return copy;
  }
}
