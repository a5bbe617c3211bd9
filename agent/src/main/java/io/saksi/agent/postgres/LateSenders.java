package io.saksi.agent.postgres;

import io.saksi.core.model.NodeId;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** WAL senders that would hold a shutdown up, and those that it is to wait for. */
final class LateSenders {
  private final LocalSessions sessions;

  LateSenders(LocalSessions sessions) {
    this.sessions = sessions;
  }

  /**
   * Ends those that are late.
   *
   * @param behind in bytes to flush
   */
  void end(Optional<NodeId> spared, long behind, Duration bound)
      throws PostgresException, InterruptedException {
    String which =
        spared.map(node -> " not in (" + names(node) + ")").orElse(" is not null")
            + " and (state <> 'streaming'"
            + " or flush_lsn is null or reply_time < now() - interval '2500 ms'"
            + " or pg_current_wal_flush_lsn() - flush_lsn > "
            + behind
            + ")";
    String end = "select pg_terminate_backend(pid) from pg_stat_replication where application_name";
    sessions.with(
        bound,
        connection -> {
          LocalSessions.execute(connection, end + which);
          return null;
        });
  }

  /** The processes that send to this standby. */
  Set<Long> to(NodeId standby, Duration bound) throws PostgresException, InterruptedException {
    return pids(
        "select pid from pg_stat_replication where application_name in (" + names(standby) + ")",
        bound);
  }

  /** Names of nodes have no quotes in them. */
  private static String names(NodeId node) {
    return "'" + node + "', '" + node.joiningName() + "'";
  }

  private Set<Long> pids(String question, Duration bound)
      throws PostgresException, InterruptedException {
    return sessions.with(bound, connection -> pids(connection, question));
  }

  private static Set<Long> pids(Connection connection, String question) throws SQLException {
    Set<Long> pids = new HashSet<>();
    try (var statement = connection.createStatement();
        var rows = statement.executeQuery(question)) {
      while (rows.next()) {
        pids.add(rows.getLong(1));
      }
    }
    return pids;
  }
}
