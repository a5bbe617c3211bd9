package io.saksi.agent.operate;

import io.saksi.agent.cluster.LeaderDesk;
import io.saksi.core.model.Endpoint;
import io.saksi.wire.CommandResult;
import io.saksi.wire.LogEntry;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** What orders need of their agent; callable from any thread. */
public interface Leadership {
  /** What the leader decides on; empty if this agent does not lead. */
  CompletableFuture<Optional<LeaderDesk.Standing>> standing();

  /** Writes to the log; completes when it is applied or refused. */
  CompletableFuture<CommandResult> write(LogEntry entry);

  /** The leader's agent, if it is another one and known. */
  Optional<Endpoint> leaderAgent();
}
