package io.saksi.agent.boot;

import io.saksi.agent.config.AgentConfig;
import io.saksi.agent.loop.EventLoop;
import io.saksi.core.state.ClusterState;
import java.util.Optional;

/** Writes the lease hint whenever what it says has changed; confined to the event loop. */
final class HintKeeper {
  private final EventLoop loop;
  private final AgentConfig config;
  private volatile Optional<LeaseHint> newest = Optional.empty();

  HintKeeper(EventLoop loop, AgentConfig config) {
    this.loop = loop;
    this.config = config;
  }

  void know(ClusterState state) {
    LeaseHint fresh = LeaseHint.of(state, config.node());
    if (!newest.equals(Optional.of(fresh))) {
      newest = Optional.of(fresh);
      loop.work("saksi-hint", this::write);
    }
  }

  /** Of several on their way each writes the newest, so that the last one to come is right. */
  private synchronized void write() {
    newest.ifPresent(hint -> hint.write(config.runDirectory()));
  }
}
