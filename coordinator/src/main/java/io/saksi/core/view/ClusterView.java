package io.saksi.core.view;

import io.saksi.core.model.Cause;
import io.saksi.core.model.Epoch;
import io.saksi.core.model.Moment;
import io.saksi.core.model.NodeId;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What the Raft leader knows beside the state. All moments are of the leader's own clock.
 *
 * @param leaderSince when this leader became ready; before that, nothing could be heard
 * @param reignSince when its replica applied the current reign (or when it was ready, if that is
 *     later)
 * @param received the last report of each node
 * @param lease when its replica applied the last renewal (or when that was loaded from disk)
 * @param sightings since when the leader or candidate and its WAL senders have been seen as they
 *     are
 * @param ordersSince when its replica applied the present {@link io.saksi.core.model.Orders} (or
 *     when it was ready, if that is later)
 * @param wallClock the time of day, for what people agreed on; empty: unknown
 * @param reignCause why the current reign began; empty: not known
 */
public record ClusterView(
    Moment leaderSince,
    Moment reignSince,
    Map<NodeId, Received> received,
    Optional<LeaseSeen> lease,
    Sightings sightings,
    Moment ordersSince,
    Optional<Instant> wallClock,
    Optional<Cause> reignCause) {
  /** Of a leader that does not know why the reign began. */
  public ClusterView(
      Moment leaderSince,
      Moment reignSince,
      Map<NodeId, Received> received,
      Optional<LeaseSeen> lease,
      Sightings sightings,
      Moment ordersSince,
      Optional<Instant> wallClock) {
    this(
        leaderSince,
        reignSince,
        received,
        lease,
        sightings,
        ordersSince,
        wallClock,
        Optional.empty());
  }

  /** Of a leader that does not follow operators' orders: they count from the reign's begin. */
  public ClusterView(
      Moment leaderSince,
      Moment reignSince,
      Map<NodeId, Received> received,
      Optional<LeaseSeen> lease,
      Sightings sightings) {
    this(leaderSince, reignSince, received, lease, sightings, reignSince, Optional.empty());
  }

  public ClusterView {
    // In the order of names: the same view must give the same decision on every machine.
    received = Collections.unmodifiableSortedMap(new TreeMap<>(received));
  }

  /** A report, and when it arrived. */
  public record Received(NodeReport report, Moment at) {}

  /** A renewal, and when the leader's replica applied it. */
  public record LeaseSeen(Epoch epoch, Duration ttl, Moment appliedAt) {}

  public Optional<NodeReport> report(NodeId node) {
    return Optional.ofNullable(received.get(node)).map(Received::report);
  }

  /**
   * How long nothing has been heard of the node; unknown is not silent, so it counts from when this
   * leader was ready.
   */
  public Duration silence(NodeId node, Moment now) {
    Received last = received.get(node);
    Moment since = last == null || last.at().isBefore(leaderSince) ? leaderSince : last.at();
    return now.since(since);
  }
}
