package io.saksi.agent.postgres;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** The slots that a consumer counts on finding on whoever leads. */
final class SlotsLook {
  private static final int MOST = 100;
  private static final String COLUMNS =
      "select slot_name, slot_type = 'logical', @FAILOVER@, @READY@,"
          + " coalesce(plugin || ' in ' || database, 'physical')"
          + " from pg_replication_slots where not temporary order by 1 limit "
          + MOST;

  private SlotsLook() {}

  static List<Readiness.Slot> slots(Connection connection) throws SQLException {
    boolean mayFollow = connection.getMetaData().getDatabaseMajorVersion() >= 17;
    // A copy that is not consistent yet is temporary; one that was invalidated cannot be used.
    String sql =
        COLUMNS
            .replace("@FAILOVER@", mayFollow ? "failover" : "false")
            .replace("@READY@", mayFollow ? "synced and invalidation_reason is null" : "false");
    List<Readiness.Slot> slots = new ArrayList<>();
    try (var statement = connection.createStatement();
        var rows = statement.executeQuery(sql)) {
      while (rows.next()) {
        slots.add(
            new Readiness.Slot(
                rows.getString(1),
                rows.getBoolean(2),
                rows.getBoolean(3),
                rows.getBoolean(4),
                rows.getString(5)));
      }
    }
    return slots;
  }
}
