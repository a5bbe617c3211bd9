package io.saksi.agent.postgres;

import io.saksi.core.model.Lsn;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;

/**
 * Asks an upstream whether it still has the WAL that this standby needs next. The role for
 * replication may list files there, for pg_rewind needs that too.
 */
final class MissingWal {
  private static final String SEGMENT_SIZE =
      "SELECT pg_size_bytes(current_setting('wal_segment_size'))";

  /**
   * WAL is removed from its old end: what is needed is there where anything as old is. Of any
   * timeline, for a segment in which timelines change is kept under the newer one's name.
   */
  private static final String IS_GONE =
      "SELECT count(*) > 0 AND min(substr(f, 9)) COLLATE \"C\" > '$SEGMENT'"
          + " FROM pg_ls_dir('pg_wal', true, false) AS f WHERE f ~ '^[0-9A-F]{24}$'";

  private final Context context;

  MissingWal(Context context) {
    this.context = context;
  }

  /**
   * @param from the end of what is here
   */
  boolean isGone(String host, int port, Lsn from, Duration bound)
      throws PostgresException, InterruptedException {
    Connection connection = context.sessions().connectToMember(host, port, bound);
    try {
      long size = Long.parseLong(LocalSessions.value(connection, SEGMENT_SIZE));
      String asked = IS_GONE.replace("$SEGMENT", segment(from, size));
      return "t".equals(LocalSessions.value(connection, asked));
    } catch (SQLException e) {
      throw LocalSessions.translated(e);
    } finally {
      LocalSessions.closeQuietly(connection);
    }
  }

  /** The part of a segment's file name that is not its timeline. */
  static String segment(Lsn at, long size) {
    long perLog = (1L << 32) / size;
    long number = Long.divideUnsigned(at.value(), size);
    return String.format("%08X%08X", number / perLog, number % perLog);
  }
}
