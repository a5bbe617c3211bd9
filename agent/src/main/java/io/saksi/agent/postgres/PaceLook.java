package io.saksi.agent.postgres;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.TimeUnit;

/** How fast this instance writes, replays and checkpoints, for a prediction. */
final class PaceLook {
  /** Between two looks: long enough for a rate, short enough for whoever waits for it. */
  private static final long BETWEEN_MILLIS = 200;

  private static final String POSITION =
      "select pg_is_in_recovery(), case when pg_is_in_recovery() then pg_last_wal_replay_lsn()"
          + " else pg_current_wal_lsn() end - '0/0'::pg_lsn,"
          + " extract(epoch from clock_timestamp()) * 1000";
  private static final String CHECKPOINTS_TO_16 =
      "select buffers_checkpoint * current_setting('block_size')::bigint,"
          + " checkpoint_write_time + checkpoint_sync_time from pg_stat_bgwriter";
  private static final String CHECKPOINTS =
      "select buffers_written * current_setting('block_size')::bigint, write_time + sync_time"
          + " from pg_stat_checkpointer";

  private PaceLook() {}

  private record Position(boolean standby, long lsn, double millis) {}

  /** Blocks for a fifth of a second. */
  static Readiness.Pace pace(Connection connection) throws SQLException {
    Position before = position(connection);
    try {
      TimeUnit.MILLISECONDS.sleep(BETWEEN_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SQLException("interrupted", e);
    }
    Position after = position(connection);
    long rate = rate(after.lsn() - before.lsn(), after.millis() - before.millis());
    return new Readiness.Pace(
        after.standby() ? 0 : rate, after.standby() ? rate : 0, checkpointed(connection));
  }

  private static Position position(Connection connection) throws SQLException {
    try (var statement = connection.createStatement();
        var rows = statement.executeQuery(POSITION)) {
      rows.next();
      return new Position(rows.getBoolean(1), rows.getLong(2), rows.getDouble(3));
    }
  }

  private static long checkpointed(Connection connection) throws SQLException {
    boolean named = connection.getMetaData().getDatabaseMajorVersion() >= 17;
    try (var statement = connection.createStatement();
        var rows = statement.executeQuery(named ? CHECKPOINTS : CHECKPOINTS_TO_16)) {
      rows.next();
      return rate(rows.getLong(1), rows.getDouble(2));
    }
  }

  /** Bytes a second; 0 where nothing was counted. */
  static long rate(long bytes, double millis) {
    return bytes <= 0 || millis <= 0 ? 0 : (long) (bytes / millis * 1000);
  }
}
