package io.saksi.agent.node;

import io.saksi.core.model.Epoch;
import io.saksi.core.model.Moment;
import io.saksi.core.view.NodeFacts;
import java.util.Optional;

/**
 * What the agent tells its guard: until when PostgreSQL may serve. The guard kills it then,
 * whatever has become of the agent.
 */
public interface LeaseGuard {
  /** What the guard enforces now; it outlives the agent. */
  Optional<Armed> armed();

  void arm(Epoch epoch, Moment deadline);

  void disarm();

  /** Whether the guard has been seen at work just now. Without one no lease is renewed. */
  boolean isAlive(Moment now);

  /** What would stop PostgreSQL if this agent hung. */
  NodeFacts.Fence lastRung(Moment now);

  /** The event loop is alive. A guard that sees no beat for long ends the agent. */
  void beat(Moment now);

  record Armed(Epoch epoch, Moment deadline) {}
}
