package io.saksi.core.model;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A node that an operator works on. It is not counted and not elected, nobody is sent to it, and
 * once no set counts it its agent leaves its PostgreSQL alone. Over, it is to be verified before it
 * counts again.
 *
 * @param reason for people
 * @param until by the wall clock; then it is over by itself
 * @param handover how the primary is to be moved off the node; empty if it was none, or has been
 * @param comeback it is over, and the node not yet verified
 */
public record Maintenance(
    String reason, Instant until, Optional<Handover> handover, Optional<Comeback> comeback) {
  /** It begins. */
  public Maintenance(String reason, Instant until, Optional<Handover> handover) {
    this(reason, until, handover, Optional.empty());
  }

  /**
   * The switchover that moves the primary off.
   *
   * @param limit as {@link Orders.Switchover#limit}
   * @param drain as {@link Orders.Switchover#drain}
   */
  public record Handover(NodeId target, Duration limit, Duration drain) {
    public Handover {
      if (drain.isNegative()) {
        throw new IllegalArgumentException("a drain is not negative: " + drain);
      }
    }
  }

  /**
   * The way back.
   *
   * @param after where the primary's WAL ended when it began: what is written since then is to be
   *     confirmed by the node
   */
  public record Comeback(Lsn after) {}

  public Maintenance movedOff() {
    return new Maintenance(reason, until, Optional.empty(), comeback);
  }

  public Maintenance over(Lsn after) {
    return new Maintenance(reason, until, Optional.empty(), Optional.of(new Comeback(after)));
  }
}
