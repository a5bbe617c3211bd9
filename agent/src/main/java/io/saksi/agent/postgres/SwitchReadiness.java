package io.saksi.agent.postgres;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Asks PostgreSQL what a planned change of roles would interrupt, wait for or leave behind. */
final class SwitchReadiness {
  private static final int MOST_OF_A_KIND = 5;

  /** Seconds: shorter ones come and go, and are ended and tried again without harm. */
  static final int LONG = 10;

  private static final String TRANSACTIONS =
      "select format('process %s of %s in %s (%s%s): %s, since %s s: %s', pid, usename, datname,"
          + " application_name, coalesce(' at ' || host(client_addr), ''), state"
          + " || coalesce(', waits for ' || wait_event_type || ' ' || wait_event, ''),"
          + " extract(epoch from now() - xact_start)::bigint,"
          + " left(regexp_replace(query, '\\s+', ' ', 'g'), 80))"
          + " from pg_stat_activity where backend_type = 'client backend'"
          + " and pid <> pg_backend_pid() and application_name <> 'saksi-agent'"
          + " and xact_start < now() - interval '"
          + "@LONG@ s' and state @NOT@ like 'idle in transaction%' order by xact_start limit "
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
  private static final String SETTINGS =
      "select name, setting from pg_settings where name in ('wal_level', 'archive_mode',"
          + " 'shared_preload_libraries')";

  private final Context context;

  private final int longSeconds;

  /**
   * @param longSeconds from which age on a transaction is named
   */
  SwitchReadiness(Context context, int longSeconds) {
    this.context = context;
    this.longSeconds = longSeconds;
  }

  Readiness look(Duration bound) throws PostgresException, InterruptedException {
    return context.sessions().with(bound, this::readiness);
  }

  Map<String, Long> limits(Duration bound) throws PostgresException, InterruptedException {
    return context.sessions().with(bound, SwitchReadiness::limits);
  }

  private Readiness readiness(Connection connection) throws SQLException {
    List<Readiness.Finding> findings = new ArrayList<>();
    add(
        findings,
        connection,
        transactions("not"),
        "LONG_TRANSACTION",
        "it would be ended: let it finish, or end it with pg_terminate_backend");
    add(
        findings,
        connection,
        transactions(""),
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
    ArchiverLook.look(connection, findings);
    room(connection, findings);
    return new Readiness(
        findings,
        limits(connection),
        settings(connection),
        SlotsLook.slots(connection),
        PaceLook.pace(connection));
  }

  private String transactions(String not) {
    return TRANSACTIONS.replace("@LONG@", Integer.toString(longSeconds)).replace("@NOT@", not);
  }

  private void room(Connection connection, List<Readiness.Finding> findings) throws SQLException {
    try {
      RoomLook.look(connection, context.config().dataDirectory(), findings);
    } catch (IOException e) {
      findings.add(
          new Readiness.Finding(
              "DISK_SHORT",
              "it is not known how much room there is: " + e.getMessage(),
              "look at the file system of the data directory"));
    }
  }

  /** A finding for each row, with the row as its words. */
  static void add(
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

  private static Map<String, String> settings(Connection connection) throws SQLException {
    Map<String, String> settings = new TreeMap<>();
    try (Statement statement = connection.createStatement();
        var rows = statement.executeQuery(SETTINGS)) {
      while (rows.next()) {
        settings.put(rows.getString(1), rows.getString(2));
      }
    }
    return settings;
  }
}
