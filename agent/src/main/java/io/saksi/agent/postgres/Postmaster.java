package io.saksi.agent.postgres;

import java.util.concurrent.CompletableFuture;

/**
 * A running PostgreSQL's first process.
 *
 * @param pid its process id, which is its own as long as {@code exit} is not complete
 * @param exit completes within milliseconds of its death, by an event of the kernel. Other
 *     processes of the instance may live on: see {@link PostgresInstance#killAll}
 */
public record Postmaster(long pid, CompletableFuture<Void> exit) {
  public boolean isAlive() {
    return !exit.isDone();
  }
}
