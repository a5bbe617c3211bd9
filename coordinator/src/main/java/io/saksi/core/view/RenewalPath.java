package io.saksi.core.view;

import io.saksi.core.model.Moment;
import io.saksi.core.model.NodeId;
import java.util.Optional;

/**
 * By which way the primary's renewals reached the Raft leader lately. All moments are of the
 * leader's own clock.
 *
 * @param direct when the primary's agent last proposed one here itself
 * @param through who passed one on for it last
 */
public record RenewalPath(Optional<Moment> direct, Optional<Relay> through) {
  public static final RenewalPath UNKNOWN = new RenewalPath(Optional.empty(), Optional.empty());

  /** An agent that does not lead, and handed a renewal of the primary's to the one that does. */
  public record Relay(NodeId by, Moment at) {}

  public RenewalPath cameDirectly(Moment now) {
    return new RenewalPath(Optional.of(now), through);
  }

  public RenewalPath cameThrough(NodeId relay, Moment now) {
    return new RenewalPath(direct, Optional.of(new Relay(relay, now)));
  }
}
