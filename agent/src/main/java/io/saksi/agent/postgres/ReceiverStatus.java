package io.saksi.agent.postgres;

import io.saksi.core.model.Lsn;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;

/**
 * A standby's WAL receiver.
 *
 * @param pid its process
 * @param streaming whether it receives; otherwise it is starting, waiting or stopping
 * @param host the upstream's, as connected
 * @param port the upstream's
 * @param applicationName under which it is connected; empty if not said
 * @param timeline of the WAL that it receives
 * @param flushed what it has flushed; {@link Lsn#ZERO} if nothing yet
 * @param sinceLastMessage age of the upstream's last message
 */
public record ReceiverStatus(
    long pid,
    boolean streaming,
    String host,
    int port,
    String applicationName,
    int timeline,
    Lsn flushed,
    Duration sinceLastMessage) {
  private static final String QUERY =
      "SELECT pid, status = 'streaming', coalesce(sender_host, ''), coalesce(sender_port, 0),"
          + " coalesce(substring(conninfo FROM 'application_name=(\\S+)'), ''),"
          + " coalesce(received_tli, 0), coalesce(flushed_lsn, '0/0'::pg_lsn)::text,"
          + " coalesce(extract(epoch FROM clock_timestamp() - last_msg_receipt_time), 0)"
          + " FROM pg_stat_wal_receiver";

  static Optional<ReceiverStatus> read(Connection connection) throws SQLException {
    try (var statement = connection.createStatement();
        var row = statement.executeQuery(QUERY)) {
      if (!row.next()) {
        return Optional.empty();
      }
      return Optional.of(
          new ReceiverStatus(
              row.getLong(1),
              row.getBoolean(2),
              row.getString(3),
              row.getInt(4),
              row.getString(5),
              row.getInt(6),
              Lsn.parse(row.getString(7)),
              Duration.ofMillis(Math.max(0, Math.round(row.getDouble(8) * 1000)))));
    }
  }

  boolean streamsFrom(Upstream upstream) {
    return streaming
        && port == upstream.port()
        && applicationName.equals(upstream.applicationName());
  }
}
