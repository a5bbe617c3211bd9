package io.saksi.agent.postgres;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** Finds out whether commits wait for synchronous replication, by committing. */
final class SyncProbe {
  private static final Duration POLL = Duration.ofMillis(3);

  private static final String COMMIT = "SELECT pg_logical_emit_message(true, 'saksi', 'probe')";
  private static final String WAITS =
      "SELECT wait_event = 'SyncRep' FROM pg_stat_activity WHERE pid = ";

  private final Context context;

  SyncProbe(Context context) {
    this.context = context;
  }

  /** The setting in force must be one that nobody can satisfy. */
  void awaitACommitThatWaits(Deadline deadline) throws PostgresException, InterruptedException {
    Connection probe = context.sessions().connectSynchronous(deadline.bound());
    try {
      String pid = LocalSessions.value(probe, "SELECT pg_backend_pid()");
      while (true) {
        CompletableFuture<Void> commit = commit(probe);
        while (!commit.isDone()) {
          if ("t".equals(context.sessions().value(deadline.remaining(), WAITS + pid))) {
            context
                .sessions()
                .value(deadline.remaining(), "SELECT pg_terminate_backend(" + pid + ")");
            return;
          }
          pauseOrFail(deadline);
        }
        pauseOrFail(deadline);
      }
    } catch (SQLException e) {
      throw LocalSessions.translated(e);
    } finally {
      LocalSessions.abort(probe);
    }
  }

  /** Ends, with an error or without, when the server answers or the session is closed. */
  private static CompletableFuture<Void> commit(Connection probe) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    Thread.ofVirtual()
        .start(() -> {
          try {
            LocalSessions.execute(probe, COMMIT);
            done.complete(null);
          } catch (SQLException e) {
            done.completeExceptionally(e);
          }
        });
    return done;
  }

  private static void pauseOrFail(Deadline deadline)
      throws PostgresException, InterruptedException {
    if (!deadline.pause(POLL)) {
      throw new OutcomeUnknownException(
          "commits do not wait for standbys within " + deadline.bound().toMillis() + " ms",
          "the checkpointer may be busy: try again");
    }
  }
}
