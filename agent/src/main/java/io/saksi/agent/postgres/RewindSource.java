package io.saksi.agent.postgres;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;

/**
 * Makes a primary fit to be rewound from: pg_rewind believes its control file, which is on the new
 * timeline only after a checkpoint there.
 */
final class RewindSource {
  private static final Duration POLL = Duration.ofMillis(100);

  private static final String STATE =
      "SELECT CASE WHEN pg_is_in_recovery() THEN 'standby'"
          + " WHEN (SELECT timeline_id FROM pg_control_checkpoint())"
          + " = ('x' || substr(pg_walfile_name(pg_current_wal_insert_lsn()), 1, 8))::bit(32)::int"
          + " THEN 'ready' WHEN current_setting('server_version_num')::int >= 150000"
          + " THEN 'checkpoint' ELSE 'wait' END";

  private final Context context;
  private final Member source;

  RewindSource(Context context, Member source) {
    this.context = context;
    this.source = source;
  }

  /** Before 15 only a superuser may checkpoint: there, waits for the one after the promotion. */
  void prepare(Deadline deadline) throws PostgresException, InterruptedException {
    try (Connection connection =
        context.sessions().connectToMember(source.host(), source.port(), deadline.remaining())) {
      while (true) {
        String state = LocalSessions.value(connection, STATE);
        switch (state) {
          case "ready" -> {
            return;
          }
          case "standby" ->
              throw new PostgresException(
                  source + " is a standby", "rewind from the primary of the history");
          case "checkpoint" -> LocalSessions.execute(connection, "CHECKPOINT");
          case null, default -> waitForCheckpoint(deadline);
        }
      }
    } catch (SQLException e) {
      throw LocalSessions.translated(e);
    }
  }

  private void waitForCheckpoint(Deadline deadline) throws PostgresException, InterruptedException {
    if (!deadline.pause(POLL)) {
      throw new PostgresException(
          source + " has made no checkpoint on its timeline", "run CHECKPOINT there");
    }
  }
}
