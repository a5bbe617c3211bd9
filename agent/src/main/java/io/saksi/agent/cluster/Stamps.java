package io.saksi.agent.cluster;

import io.saksi.agent.os.Boot;
import io.saksi.core.incident.Stamp;
import io.saksi.core.model.Moment;
import io.saksi.core.model.NodeId;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.function.Supplier;

/**
 * The times that a Raft leader writes into the log. Its elapsed-time clock goes on while the agent
 * is restarted, and begins anew with a boot: node and boot name the clock.
 */
public final class Stamps {
  private final String name;
  private final Supplier<Moment> clock;
  private final Supplier<Instant> wallClock;

  public Stamps(NodeId node, Supplier<Moment> clock, Supplier<Instant> wallClock) {
    name = node.name() + "/" + Boot.id();
    this.clock = clock;
    this.wallClock = wallClock;
  }

  public Stamp now() {
    return new Stamp(wallClock.get().truncatedTo(ChronoUnit.MILLIS), clock.get(), name);
  }
}
