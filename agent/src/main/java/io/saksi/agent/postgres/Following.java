package io.saksi.agent.postgres;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;

/** Lets a running standby stream from an upstream, or under another name. */
final class Following {
  private static final Duration POKE_INTERVAL = Duration.ofMillis(200);
  private static final Duration LOOK_PAUSE = Duration.ofMillis(5);

  private final Context context;
  private final PostgresServer server;

  Following(Context context, PostgresServer server) {
    this.context = context;
    this.server = server;
  }

  /**
   * @throws OutcomeUnknownException if it does not stream within the bound: it is configured, and
   *     goes on trying
   */
  ReceiverStatus follow(Upstream upstream, Duration bound)
      throws PostgresException, InterruptedException {
    Deadline deadline = Deadline.in(bound);
    requireHonestFlushes(deadline);
    try {
      context.files().writeUpstream(Optional.of(upstream), context.secrets());
    } catch (IOException e) {
      throw new PostgresException(
          "cannot write replication.conf: " + e, "see the run directory", e);
    }
    server.reload();
    return context
        .sessions()
        .with(deadline.remaining(), connection -> await(connection, upstream, deadline));
  }

  /** What is not known here is whether it may follow: nothing was configured. */
  private void requireHonestFlushes(Deadline deadline)
      throws PostgresException, InterruptedException {
    try {
      new Inspection(context, server).requireHonestFlushes(deadline);
    } catch (OutcomeUnknownException e) {
      throw new PostgresException(e.problem(), e.remedy(), e);
    }
  }

  private ReceiverStatus await(Connection connection, Upstream upstream, Deadline deadline)
      throws SQLException, PostgresException, InterruptedException {
    Deadline poke = Deadline.in(POKE_INTERVAL);
    do {
      Optional<ReceiverStatus> receiver = ReceiverStatus.read(connection);
      if (receiver.isPresent() && receiver.get().streamsFrom(upstream)) {
        return receiver.get();
      }
      if (poke.passed()) {
        // A failed first try sleeps; the signal wakes it.
        server.hangUp();
        poke = Deadline.in(POKE_INTERVAL);
      }
    } while (deadline.pause(LOOK_PAUSE));
    throw new OutcomeUnknownException(
        "no streaming from "
            + upstream.host()
            + ":"
            + upstream.port()
            + " within "
            + deadline.bound().toMillis()
            + " ms",
        "see this node's PostgreSQL log and whether the upstream lets it in; it goes on trying");
  }
}
