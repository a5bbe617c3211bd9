package io.saksi.agent.boot;

import io.saksi.agent.cluster.ClusterMachine;
import io.saksi.agent.loop.EventLoop;
import io.saksi.agent.node.NodeDesk;
import io.saksi.core.model.NodeId;
import io.saksi.core.model.Reign;
import io.saksi.core.state.ClusterState;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * PostgreSQL is shut down; then, for a bounded time, somebody else is given the chance to take over
 * before this agent is gone.
 */
final class CleanStop {
  private static final Logger LOG = LoggerFactory.getLogger(CleanStop.class);
  private static final Duration POLL = Duration.ofMillis(100);
  private static final Duration SUCCESSOR_BOUND = Duration.ofSeconds(4);

  private final EventLoop loop;
  private final NodeId self;
  private final ClusterMachine machine;

  CleanStop(EventLoop loop, NodeId self, ClusterMachine machine) {
    this.loop = loop;
    this.self = self;
    this.machine = machine;
  }

  /** Blocks for twice the bound and a few seconds at most. */
  void stop(NodeDesk node, Duration bound) {
    try {
      node.stop(bound).get(bound.toMillis() * 2, TimeUnit.MILLISECONDS);
      succeeded().get(SUCCESSOR_BOUND.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      LOG.info("nobody has taken over from {} yet", self);
    } catch (ExecutionException e) {
      LOG.warn("stopping: {}", e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private CompletableFuture<Void> succeeded() {
    CompletableFuture<Void> done = new CompletableFuture<>();
    loop.every(
        POLL,
        () -> {
          if (!machine.applied().state().map(this::isPrimary).orElse(false)) {
            done.complete(null);
          }
        });
    return done;
  }

  private boolean isPrimary(ClusterState state) {
    return state.reign() instanceof Reign.Open open
        ? open.primary().equals(self)
        : state.deposed().map(d -> d.primary().equals(self)).orElse(false);
  }
}
