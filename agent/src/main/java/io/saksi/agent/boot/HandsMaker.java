package io.saksi.agent.boot;

import io.saksi.agent.config.AgentConfig;
import io.saksi.agent.divergence.ReignEnds;
import io.saksi.agent.hands.NodeInstance;
import io.saksi.agent.hands.PostgresHands;
import io.saksi.agent.hands.RejoinProgress;
import io.saksi.agent.hands.WitnessHands;
import io.saksi.agent.node.Hands;
import io.saksi.agent.node.Promises;
import io.saksi.agent.postgres.DataDirectoryState;
import io.saksi.agent.postgres.PostgresException;
import io.saksi.agent.postgres.PostgresInstance;
import io.saksi.agent.probe.NodeProbes;
import io.saksi.core.model.Endpoint;
import io.saksi.raft.Ports;
import io.saksi.raft.RaftStartException;
import java.util.function.BooleanSupplier;

/**
 * Finds PostgreSQL and looks whether it can be used here, before the node takes part in anything.
 */
final class HandsMaker {
  private HandsMaker() {}

  static Hands make(
      AgentConfig config, Promises promises, BooleanSupplier leaseHolds, ReignEnds reigns)
      throws BootException, InterruptedException {
    if (config.postgres().isEmpty()) {
      return new WitnessHands();
    }
    Endpoint listen = config.postgres().get();
    try {
      RejoinProgress progress = new RejoinProgress();
      PostgresInstance instance = NodeInstance.of(config, progress);
      if (instance.directory().state() instanceof DataDirectoryState.Foreign foreign) {
        throw new BootException(
            config.dataDirectory()
                + " holds data that is not this node's ("
                + foreign.what()
                + "); it was not touched. Name an empty directory with --data-dir, or move this one"
                + " away yourself.");
      }
      Room.make(config.home(), instance, Room.LITTLE);
      if (instance.adopt().isEmpty()) {
        Ports.requireFree(listen.host(), listen.port(), "--postgres-listen");
      }
      return new PostgresHands(
          instance,
          promises,
          config.node(),
          config.bootstrapSql(),
          leaseHolds,
          new NodeProbes(instance, config.hungAfter(), config.ballast()),
          reigns,
          progress);
    } catch (PostgresException | RaftStartException | IllegalArgumentException e) {
      throw new BootException(e.getMessage(), e);
    }
  }
}
