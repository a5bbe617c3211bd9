package io.saksi.chaos.run;

import io.saksi.chaos.cluster.View;
import io.saksi.proto.v1.ClusterStatus;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** When each phase of a failover was first told by any agent: their own breakdown of it. */
final class Phases implements AutoCloseable {
  private final View.Watching watching;
  private final Map<Long, Map<String, Long>> first = new LinkedHashMap<>();

  Phases(View view) {
    watching = view.watch(this::seen);
  }

  private synchronized void seen(ClusterStatus status) {
    String phase = status.getReign().getOpen() ? "open" : status.getReign().getPhase();
    first
        .computeIfAbsent(status.getReign().getEpoch(), _ -> new LinkedHashMap<>())
        .putIfAbsent(phase, System.nanoTime());
  }

  /**
   * In milliseconds since the strike, for the newest epoch that is later than that one; empty where
   * nobody else was elected.
   */
  synchronized Map<String, Long> since(long strike, long epochBefore) {
    Map<String, Long> phases = new LinkedHashMap<>();
    List<Long> later = first.keySet().stream().filter(e -> e > epochBefore).sorted().toList();
    for (long epoch : later) {
      first.get(epoch).forEach((phase, at) -> phases.putIfAbsent(phase, (at - strike) / 1_000_000));
    }
    return phases;
  }

  @Override
  public void close() {
    watching.close();
  }
}
