package io.saksi.agent.router;

import java.util.function.Consumer;

/**
 * Where the router learns the cluster's topology.
 *
 * <p>A source that loses its connection keeps silent and reconnects on its own: the last topology
 * stays in force, which is safe because a deposed primary's gate is closed. It delivers whole
 * topologies, never differences, and may skip some.
 */
public interface TopologySource extends AutoCloseable {
  /**
   * Begins to deliver, and returns without waiting for the first topology. Called once. The
   * listener is called from one thread at a time; it does not block and does not throw.
   */
  void start(Consumer<Topology> listener);

  /** Ends the deliveries; none begins after it returned. Bounded, does not throw. */
  @Override
  void close();
}
