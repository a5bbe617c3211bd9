package io.saksi.agent.postgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/**
 * Room on the disks of a standby that is to lead: as the primary it keeps WAL for others, and up to
 * {@code max_wal_size} between two checkpoints.
 */
final class RoomLook {
  /** Bytes: with less a primary stands before its end, whatever it does. */
  private static final long LEAST = 256L << 20;

  private static final String WAL =
      "select (select setting::bigint << 20 from pg_settings where name = 'max_wal_size'),"
          + " (select coalesce(sum(size), 0)::bigint from pg_ls_waldir())"
          + " where pg_is_in_recovery()";

  private RoomLook() {}

  static void look(Connection connection, Path data, List<Readiness.Finding> findings)
      throws SQLException, IOException {
    try (var statement = connection.createStatement();
        var rows = statement.executeQuery(WAL)) {
      if (rows.next()) {
        long wanted = Math.max(LEAST, rows.getLong(1) - rows.getLong(2));
        shortOf("WAL", data.resolve("pg_wal"), wanted, findings);
        shortOf("data", data, LEAST, findings);
      }
    }
  }

  /**
   * @param wanted bytes
   */
  static void shortOf(String what, Path on, long wanted, List<Readiness.Finding> findings)
      throws IOException {
    long free = Files.getFileStore(on.toRealPath()).getUsableSpace();
    if (free < wanted) {
      findings.add(
          new Readiness.Finding(
              "DISK_SHORT",
              (free >> 20) + " MB are free for " + what + ", " + (wanted >> 20) + " MB are wanted",
              "make room before this node leads"));
    }
  }
}
