package io.saksi.agent.postgres;

import io.saksi.core.model.Lsn;
import io.saksi.core.model.NodeId;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** The physical slots that keep WAL for the other members, on the primary and on every standby. */
final class Slots {
  private static final String OURS =
      "SELECT slot_name FROM pg_replication_slots"
          + " WHERE slot_type = 'physical' AND NOT temporary AND slot_name LIKE 'saksi\\_%'";

  private static final String DROP_LOST =
      "SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots WHERE NOT active"
          + " AND wal_status = 'lost' AND slot_type = 'physical' AND slot_name LIKE 'saksi\\_%'";

  private final Context context;

  Slots(Context context) {
    this.context = context;
  }

  void ensure(Set<NodeId> members, Duration bound) throws PostgresException, InterruptedException {
    context
        .sessions()
        .with(
            bound,
            connection -> {
              // One that has lost its WAL keeps nothing any more, and never will again.
              LocalSessions.execute(connection, DROP_LOST);
              Set<String> present = ours(connection);
              for (NodeId member : members) {
                if (!present.contains(member.slotName())) {
                  LocalSessions.execute(
                      connection,
                      "SELECT pg_create_physical_replication_slot('"
                          + member.slotName()
                          + "', true)");
                }
              }
              return null;
            });
  }

  /** Removes slots of ours that belong to none of the members; one in use stays. */
  void dropOthers(Set<NodeId> members, Duration bound)
      throws PostgresException, InterruptedException {
    context
        .sessions()
        .with(
            bound,
            connection -> {
              Set<String> others = ours(connection);
              members.forEach(member -> others.remove(member.slotName()));
              for (String slot : others) {
                LocalSessions.execute(
                    connection,
                    "SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots"
                        + " WHERE NOT active AND slot_name = '"
                        + slot
                        + "'");
              }
              return null;
            });
  }

  /**
   * On a standby: lets go of WAL that the members have flushed. Best effort: a slot that is in use,
   * or already further, is left.
   */
  void advance(Map<NodeId, Lsn> flushed, Duration bound)
      throws PostgresException, InterruptedException {
    context
        .sessions()
        .with(
            bound,
            connection -> {
              for (Map.Entry<NodeId, Lsn> member : flushed.entrySet()) {
                LocalSessions.execute(
                    connection,
                    "SELECT pg_replication_slot_advance(slot_name,"
                        + " least('"
                        + member.getValue()
                        + "'::pg_lsn, pg_last_wal_replay_lsn()))"
                        + " FROM pg_replication_slots WHERE pg_is_in_recovery() AND NOT active"
                        + " AND restart_lsn < least('"
                        + member.getValue()
                        + "'::pg_lsn, pg_last_wal_replay_lsn()) AND slot_name = '"
                        + member.getKey().slotName()
                        + "'");
              }
              return null;
            });
  }

  private static Set<String> ours(Connection connection) throws SQLException {
    Set<String> names = new HashSet<>();
    try (var statement = connection.createStatement();
        var rows = statement.executeQuery(OURS)) {
      while (rows.next()) {
        names.add(rows.getString(1));
      }
    }
    return names;
  }
}
