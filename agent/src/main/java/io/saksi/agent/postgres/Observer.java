package io.saksi.agent.postgres;

import io.saksi.core.model.Lsn;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;

/** Looks at the running server, in one kept session. */
final class Observer {
  private static final String QUERY =
      "SELECT r, current_setting('server_version_num')::int,"
          + " current_setting('synchronous_standby_names'),"
          + " CASE WHEN NOT r THEN pg_current_wal_flush_lsn()::text END,"
          + " CASE WHEN NOT r THEN pg_current_wal_insert_lsn()::text END,"
          + " CASE WHEN NOT r THEN pg_walfile_name(pg_current_wal_insert_lsn()) END,"
          + " pg_last_wal_receive_lsn()::text, pg_last_wal_replay_lsn()::text,"
          + " CASE WHEN r THEN pg_is_wal_replay_paused() END,"
          + " (SELECT timeline_id FROM pg_control_checkpoint()),"
          + " (SELECT bytes_per_wal_segment FROM pg_control_init())"
          + " FROM pg_is_in_recovery() AS r";

  private final Context context;

  Observer(Context context) {
    this.context = context;
  }

  /**
   * @param bound for each of the server's answers
   */
  Observation observe(Duration bound) throws PostgresException, InterruptedException {
    return context.sessions().with(bound, this::observe);
  }

  Observation observe(Connection connection) throws SQLException, PostgresException {
    try (var statement = connection.createStatement();
        var row = statement.executeQuery(QUERY)) {
      row.next();
      Observation.Role role = row.getBoolean(1) ? standby(connection, row) : primary(row);
      return new Observation(role, row.getInt(2), row.getString(3), SenderStatus.read(connection));
    }
  }

  private static Observation.Role primary(ResultSet row) throws SQLException {
    return new Observation.Role.Primary(
        Integer.parseInt(row.getString(6).substring(0, 8), 16),
        Lsn.parse(row.getString(4)),
        Lsn.parse(row.getString(5)));
  }

  private Observation.Role standby(Connection connection, ResultSet row)
      throws SQLException, PostgresException {
    Optional<Lsn> received = Optional.ofNullable(row.getString(7)).map(Lsn::parse);
    Lsn replayed = Optional.ofNullable(row.getString(8)).map(Lsn::parse).orElse(Lsn.ZERO);
    Lsn end = received.filter(replayed::isBefore).orElse(replayed);
    try {
      WalFiles wal = new WalFiles(context.config().dataDirectory(), row.getInt(11));
      return new Observation.Role.Standby(
          wal.timelineAt(end, row.getInt(10)),
          received,
          replayed,
          row.getBoolean(9),
          ReceiverStatus.read(connection));
    } catch (IOException e) {
      throw context.directory().failed("read the WAL of", e);
    }
  }
}
