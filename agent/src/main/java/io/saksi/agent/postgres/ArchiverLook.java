package io.saksi.agent.postgres;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/**
 * An archiver that fails or is late: what it has not archived exists on this node only. An empty
 * command is no failure for PostgreSQL; the segments wait all the same.
 */
final class ArchiverLook {
  /** Segments: one is always being filled, and one may just be copied. */
  private static final int MANY = 4;

  private static final int LATE_SECONDS = 60;

  static final String FAILING =
      "select format('archiving has failed since %s on %s, %s times',"
          + " last_failed_time::timestamptz(0), last_failed_wal, failed_count) from"
          + " pg_stat_archiver where current_setting('archive_mode') <> 'off' and last_failed_time"
          + " > coalesce(last_archived_time, '-infinity')";
  private static final String BEHIND =
      "select format('%s WAL segments wait to be archived, the oldest for %s s', count(*),"
          + " extract(epoch from now() - min(modification))::bigint)"
          + " from pg_ls_archive_statusdir() where name like '%.ready'"
          + " and current_setting('archive_mode') <> 'off' having count(*) > "
          + MANY
          + " or min(modification) < now() - interval '"
          + LATE_SECONDS
          + " s'";

  private ArchiverLook() {}

  static void look(Connection connection, List<Readiness.Finding> findings) throws SQLException {
    SwitchReadiness.add(
        findings,
        connection,
        FAILING,
        "ARCHIVER_FAILING",
        "see PostgreSQL's log; until it works, what is missing in the archive is on this node"
            + " only");
    SwitchReadiness.add(
        findings,
        connection,
        BEHIND,
        "ARCHIVER_BEHIND",
        "wait until it has caught up, or find out what its command waits for");
  }
}
