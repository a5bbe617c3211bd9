package io.saksi.core.view;

import io.saksi.core.model.Moment;
import io.saksi.core.model.NodeId;
import java.util.Optional;

/**
 * By which way the primary's renewals reached the Raft leader lately. All moments are of the
 * leader's own clock.
 *
 * @param direct when the primary's agent last proposed one here itself
 * @param through who passed one on for it last; empty if the last one came directly
 */
public record RenewalPath(Optional<Moment> direct, Optional<Relay> through) {
  public static final RenewalPath UNKNOWN = new RenewalPath(Optional.empty(), Optional.empty());

  /**
   * An agent that does not lead, and handed a renewal of the primary's to the one that does.
   *
   * @param since when the first one came like this, with none directly after it
   * @param at when the last one came
   */
  public record Relay(NodeId by, Moment since, Moment at) {}

  public RenewalPath cameDirectly(Moment now) {
    return new RenewalPath(Optional.of(now), Optional.empty());
  }

  public RenewalPath cameThrough(NodeId relay, Moment now) {
    Moment since = through.map(Relay::since).orElse(now);
    return new RenewalPath(direct, Optional.of(new Relay(relay, since, now)));
  }
}
