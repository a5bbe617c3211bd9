package io.saksi.agent.postgres;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Asks PostgreSQL what a planned change of roles would interrupt or wait for. */
final class SwitchReadiness {
  private static final int MOST_OF_A_KIND = 5;
  private static final String LONG = "10 s";

  private static final String TRANSACTIONS =
      "select format('process %s of %s (%s): %s, since %s s: %s', pid, usename,"
          + " application_name, state, extract(epoch from now() - xact_start)::bigint,"
          + " left(regexp_replace(query, '\\s+', ' ', 'g'), 80))"
          + " from pg_stat_activity where backend_type = 'client backend'"
          + " and pid <> pg_backend_pid() and application_name <> 'saksi-agent'"
          + " and xact_start < now() - interval '"
          + LONG
          + "' and state @NOT@ like 'idle in transaction%' order by xact_start limit "
          + MOST_OF_A_KIND;
  private static final String PREPARED =
      "select format('%s of %s in %s, since %s s', gid, owner, database,"
          + " extract(epoch from now() - prepared)::bigint)"
          + " from pg_prepared_xacts order by prepared limit "
          + MOST_OF_A_KIND;
  private static final String BACKUPS =
      "select format('process %s: %s', pid, phase) from pg_stat_progress_basebackup limit "
          + MOST_OF_A_KIND;
  private static final String LIMITS =
      "select name, setting from pg_settings where name in ('max_connections',"
          + " 'max_worker_processes', 'max_wal_senders', 'max_prepared_transactions',"
          + " 'max_locks_per_transaction')";

  private final LocalSessions sessions;

  SwitchReadiness(LocalSessions sessions) {
    this.sessions = sessions;
  }

  Readiness look(Duration bound) throws PostgresException, InterruptedException {
    return sessions.with(bound, SwitchReadiness::readiness);
  }

  private static Readiness readiness(Connection connection) throws SQLException {
    List<Readiness.Finding> findings = new ArrayList<>();
    add(
        findings,
        connection,
        TRANSACTIONS.replace("@NOT@", "not"),
        "LONG_TRANSACTION",
        "it would be ended: let it finish, or end it with pg_terminate_backend");
    add(
        findings,
        connection,
        TRANSACTIONS.replace("@NOT@", ""),
        "IDLE_IN_TRANSACTION",
        "its client forgot it: end it with pg_terminate_backend");
    add(
        findings,
        connection,
        PREPARED,
        "PREPARED_TRANSACTION",
        "it survives, with its locks; let its owner commit or roll it back first");
    add(
        findings,
        connection,
        BACKUPS,
        "BACKUP_RUNNING",
        "it would be broken off: wait until it is done");
    return new Readiness(findings, limits(connection));
  }

  private static void add(
      List<Readiness.Finding> findings,
      Connection connection,
      String sql,
      String code,
      String remedy)
      throws SQLException {
    try (Statement statement = connection.createStatement();
        var rows = statement.executeQuery(sql)) {
      while (rows.next()) {
        findings.add(new Readiness.Finding(code, rows.getString(1), remedy));
      }
    }
  }

  private static Map<String, Long> limits(Connection connection) throws SQLException {
    Map<String, Long> limits = new TreeMap<>();
    try (Statement statement = connection.createStatement();
        var rows = statement.executeQuery(LIMITS)) {
      while (rows.next()) {
        limits.put(rows.getString(1), rows.getLong(2));
      }
    }
    return limits;
  }
}
