package io.saksi.agent.postgres;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Looks for what undermines the promise from within: settings of ours that somebody overrode,
 * stored settings that let commits not wait, slots that keep too much WAL. What can be put back is
 * put back. Each finding begins with a code.
 */
final class Inspection {
  /** Ours may come from our files only: not from the command line, nor from ALTER SYSTEM. */
  private static final String OVERRIDDEN =
      "SELECT name || ' is ''' || setting || ''' by ' || coalesce(sourcefile, source)"
          + " FROM pg_settings WHERE name = ANY(string_to_array('$NAMES', ','))"
          + " AND (sourcefile IS NULL OR NOT starts_with(sourcefile, '$DIRECTORY/')) ORDER BY name";

  private static final String PENDING =
      "SELECT string_agg(name, ', ' ORDER BY name) FROM pg_settings WHERE pending_restart";

  /** A session's own SET cannot be seen; what is stored for a role or a database can. */
  private static final String DO_NOT_WAIT =
      "SELECT concat_ws(' in ', 'role ' || r.rolname, 'database ' || d.datname) || ': ' || s"
          + " FROM pg_db_role_setting o LEFT JOIN pg_roles r ON r.oid = o.setrole"
          + " LEFT JOIN pg_database d ON d.oid = o.setdatabase, unnest(o.setconfig) AS s"
          + " WHERE s LIKE 'synchronous_commit=%'"
          + " AND s NOT IN ('synchronous_commit=on', 'synchronous_commit=remote_apply')"
          + " AND NOT pg_is_in_recovery() ORDER BY 1 LIMIT 20";

  /** Half of what it may keep before it is invalidated: time to look at whom it waits for. */
  private static final String RETAINING =
      "SELECT slot_name || ' keeps more than half of max_slot_wal_keep_size ('"
          + " || current_setting('max_slot_wal_keep_size') || ')'"
          + " FROM pg_replication_slots, (SELECT setting::numeric * 1024 * 1024 AS most"
          + " FROM pg_settings WHERE name = 'max_slot_wal_keep_size') AS bound"
          + " WHERE most > 0 AND pg_wal_lsn_diff(CASE WHEN pg_is_in_recovery()"
          + " THEN pg_last_wal_replay_lsn() ELSE pg_current_wal_lsn() END, restart_lsn)"
          + " > most / 2 ORDER BY 1 LIMIT 20";

  private static final String LOST =
      "SELECT slot_name || ' has lost WAL that it should keep' FROM pg_replication_slots"
          + " WHERE wal_status = 'lost' AND NOT (slot_type = 'physical'"
          + " AND slot_name LIKE 'saksi\\_%') ORDER BY 1 LIMIT 20";

  private static final String UNBOUNDED =
      "SELECT 'max_slot_wal_keep_size is -1: a slot that nobody reads fills the disk'"
          + " WHERE current_setting('max_slot_wal_keep_size') = '-1'";

  private final Context context;
  private final PostgresServer server;

  Inspection(Context context, PostgresServer server) {
    this.context = context;
    this.server = server;
  }

  List<String> inspect(Duration bound) throws PostgresException, InterruptedException {
    List<String> found = new ArrayList<>();
    context
        .sessions()
        .with(
            bound,
            connection -> {
              find(connection, "SETTING_OVERRIDDEN", overridden(), found);
              find(connection, "RESTART_PENDING", PENDING, found);
              find(connection, "COMMITS_DO_NOT_WAIT", DO_NOT_WAIT, found);
              find(connection, "SLOT_RETAINS_WAL", RETAINING, found);
              find(connection, "SLOT_RETAINS_WAL", UNBOUNDED, found);
              find(connection, "SLOT_LOST", LOST, found);
              if (context.config().archives()) {
                find(connection, "ARCHIVER_FAILING", ArchiverLook.FAILING, found);
              }
              return null;
            });
    if (found.stream().anyMatch(f -> f.startsWith("SETTING_OVERRIDDEN"))) {
      server.reload();
    }
    return found;
  }

  private String overridden() {
    return OVERRIDDEN
        .replace("$NAMES", String.join(",", OwnedSettings.ofOurFiles()))
        .replace("$DIRECTORY", context.run().directory().toString().replace("'", "''"));
  }

  private static void find(Connection connection, String code, String query, List<String> found)
      throws SQLException {
    try (var statement = connection.createStatement();
        var rows = statement.executeQuery(query)) {
      while (rows.next()) {
        String text = rows.getString(1);
        if (text != null) {
          found.add(code + ": " + text);
        }
      }
    }
  }

  /**
   * A standby that does not flush what it acknowledges lies: before it follows anybody it is made
   * to, or it does not follow.
   */
  void requireHonestFlushes(Deadline deadline) throws PostgresException, InterruptedException {
    while (!"on".equals(context.sessions().value(deadline.remaining(), "SHOW fsync"))) {
      server.reload();
      if (!deadline.pause(Duration.ofMillis(50))) {
        throw new PostgresException(
            "fsync is off: this node would acknowledge what it does not have on disk",
            "see who sets it (pg_settings) and start PostgreSQL through the agent");
      }
    }
  }
}
