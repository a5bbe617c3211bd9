package io.saksi.agent.boot;

import io.saksi.agent.config.AgentConfig;
import io.saksi.agent.disaster.KnownAgents;
import io.saksi.agent.loop.EventLoop;
import io.saksi.core.model.Endpoint;
import io.saksi.core.state.ClusterState;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes the lease hint whenever what it says has changed; confined to the event loop. */
final class HintKeeper {
  private static final Logger LOG = LoggerFactory.getLogger(HintKeeper.class);
  private final EventLoop loop;
  private final AgentConfig config;
  private volatile Optional<LeaseHint> newest = Optional.empty();
  private Set<Endpoint> kept = Set.of();

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
    newest.ifPresent(hint -> {
      hint.write(config.runDirectory());
      keep(Set.copyOf(hint.others()));
    });
  }

  /** For the next start: a lease's other facts change with the settings, this seldom. */
  private void keep(Set<Endpoint> others) {
    if (!others.equals(kept)) {
      try {
        KnownAgents.write(config.home(), others);
        kept = others;
      } catch (IOException e) {
        LOG.warn("cannot keep where the other agents are: {}", e.toString());
      }
    }
  }
}
