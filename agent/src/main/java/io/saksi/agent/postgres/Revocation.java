package io.saksi.agent.postgres;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;

/**
 * Stops a standby from receiving WAL, for good until {@link Following}, and says how far it is. The
 * promise behind it was made durable by the caller before.
 *
 * <p>Clearing {@code primary_conninfo} alone does not do it: with replay paused or blocked, the
 * receiver streams and acknowledges on. Ending the receiver alone does not either: it comes back.
 * And a receiver that startup ordered just before the reload is in no view yet: it finds its
 * password gone. So, once the password file is gone, a look that finds no receiver is final.
 */
final class Revocation {
  private static final int QUIET_LOOKS = 2;
  private static final Duration LOOK_PAUSE = Duration.ofMillis(2);

  /** Replay may take hours; an answer to a look may not. */
  private static final Duration ANSWER = Duration.ofSeconds(10);

  private static final String RECEIVER_PID =
      "SELECT pid FROM pg_stat_activity WHERE backend_type = 'walreceiver'";

  /** Startup has replayed all that it has, and waits for more. */
  private static final String AT_END_OF_WAL =
      "SELECT wait_event IN ('RecoveryRetrieveRetryInterval', 'RecoveryWalStream')"
          + " FROM pg_stat_activity WHERE backend_type = 'startup'";

  private final Context context;
  private final PostgresServer server;

  Revocation(Context context, PostgresServer server) {
    this.context = context;
    this.server = server;
  }

  WalPosition revoke(Duration bound) throws PostgresException, InterruptedException {
    Deadline deadline = Deadline.in(bound);
    try {
      context.files().writeUpstream(Optional.empty(), context.secrets());
    } catch (IOException e) {
      throw new PostgresException(
          "cannot write replication.conf: " + e, "see the run directory", e);
    }
    server.reload();
    return context
        .sessions()
        .with(
            ANSWER.compareTo(deadline.remaining()) < 0 ? ANSWER : deadline.remaining(),
            connection -> {
              endReceiver(connection, deadline);
              return position(connection, deadline);
            });
  }

  private static void endReceiver(Connection connection, Deadline deadline)
      throws SQLException, PostgresException, InterruptedException {
    int quiet = 0;
    while (quiet < QUIET_LOOKS) {
      String pid = LocalSessions.value(connection, RECEIVER_PID);
      if (pid == null) {
        quiet++;
      } else {
        quiet = 0;
        // Never SIGKILL: the postmaster would restart everything.
        ProcessHandle.of(Long.parseLong(pid)).ifPresent(ProcessHandle::destroy);
      }
      if (quiet < QUIET_LOOKS && !deadline.pause(LOOK_PAUSE)) {
        throw new OutcomeUnknownException(
            "the WAL receiver has not ended within " + deadline.bound().toMillis() + " ms",
            "kill every process of the instance: it may still acknowledge");
      }
    }
  }

  /** What was flushed; replay need not have got there, unless that is all there is to know. */
  private WalPosition position(Connection connection, Deadline deadline)
      throws SQLException, PostgresException, InterruptedException {
    while (true) {
      boolean atEnd = "t".equals(LocalSessions.value(connection, AT_END_OF_WAL));
      if (new Observer(context).observe(connection).role()
          instanceof Observation.Role.Standby standby) {
        if (standby.received().isPresent() || atEnd) {
          return new WalPosition(standby.timeline(), standby.end());
        }
      } else {
        throw new PostgresException("this is no standby", "a primary is revoked by its end");
      }
      if (!deadline.pause(LOOK_PAUSE)) {
        throw new PostgresException(
            "the receiver is gone, but replay has not reached the end of the WAL within "
                + deadline.bound().toMillis()
                + " ms, so the position is not known",
            "see whether replay is paused or blocked, and ask again");
      }
    }
  }
}
