package io.saksi.agent.router;

import io.saksi.core.model.Epoch;
import io.saksi.core.model.NodeId;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** A cluster that is as the test says; each announcement is a newer version. */
final class FakeTopologySource implements TopologySource {
  private Consumer<Topology> listener;
  private long version;
  private boolean closed;

  @Override
  public synchronized void start(Consumer<Topology> newListener) {
    if (listener != null || closed) {
      throw new IllegalStateException("a source is started once, and not after it was closed");
    }
    listener = newListener;
  }

  /** In force when this returns. */
  synchronized Topology announce(Optional<Backend> primary, Backend... standbys) {
    version++;
    Topology topology = new Topology(version, new Epoch(version), primary, Arrays.asList(standbys));
    deliver(topology);
    return topology;
  }

  /** As {@link #announce}, of the same reign, in which these are about to end their sessions. */
  synchronized void leaving(Optional<Backend> primary, List<Backend> standbys, Backend... leaving) {
    version++;
    deliver(new Topology(version, new Epoch(version), primary, standbys).leaving(leaving));
  }

  /** Delivers any topology, an old one too. */
  synchronized void deliver(Topology topology) {
    if (listener != null && !closed) {
      listener.accept(topology);
    }
  }

  @Override
  public synchronized void close() {
    closed = true;
  }

  static Backend backend(String node, int port) {
    return new Backend(new NodeId(node), "127.0.0.1", port);
  }
}
