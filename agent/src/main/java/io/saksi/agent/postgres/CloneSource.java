package io.saksi.agent.postgres;

import java.sql.Connection;
import java.sql.SQLException;

/** What would make a clone fail in its middle is asked before it begins. */
final class CloneSource {
  private static final String ROLE =
      "SELECT rolreplication::text FROM pg_roles WHERE rolname = current_user";

  private static final String FREE_SENDERS =
      "SELECT (current_setting('max_wal_senders')::int - count(*))::text FROM pg_stat_replication";

  private static final String MAJOR =
      "SELECT (current_setting('server_version_num')::int / 10000)::text";

  private static final String SIZE =
      "SELECT coalesce(sum(pg_database_size(oid)), 0)::bigint::text FROM pg_database"
          + " WHERE has_database_privilege(oid, 'CONNECT')";

  /** The backup and its WAL take one sender each. */
  private static final int SENDERS = 2;

  private final Context context;
  private final Member source;

  CloneSource(Context context, Member source) {
    this.context = context;
    this.source = source;
  }

  /**
   * @return the size of its databases in bytes, as far as this node may know
   * @throws PostgresException with the remedy, if a clone cannot succeed
   */
  long check(Deadline deadline) throws PostgresException, InterruptedException {
    try (Connection connection =
        context.sessions().connectToMember(source.host(), source.port(), deadline.remaining())) {
      require(
          "true".equals(LocalSessions.value(connection, ROLE)),
          "the replication role of " + source + " may not replicate",
          "ALTER ROLE saksi_repl REPLICATION there");
      int major = Integer.parseInt(LocalSessions.value(connection, MAJOR));
      require(
          major == context.installation().majorVersion(),
          source
              + " is PostgreSQL "
              + major
              + ", this node has "
              + context.installation().version(),
          "install the same major version here, or name it with --postgres-bin");
      int free = Integer.parseInt(LocalSessions.value(connection, FREE_SENDERS));
      require(
          free >= SENDERS,
          source + " has " + free + " WAL senders left, a clone takes " + SENDERS,
          "raise max_wal_senders, or end what else replicates from there");
      keepWal(connection);
      return Long.parseLong(LocalSessions.value(connection, SIZE));
    } catch (SQLException e) {
      throw LocalSessions.translated(e);
    }
  }

  /**
   * From the end of the backup until this node streams, its slot keeps the WAL. One that lost its
   * WAL keeps nothing, for ever: it is made anew.
   */
  private void keepWal(Connection connection) throws SQLException {
    String slot = context.config().node().slotName();
    String status =
        LocalSessions.value(
            connection,
            "SELECT wal_status FROM pg_replication_slots WHERE slot_name = '" + slot + "'");
    if ("lost".equals(status)) {
      LocalSessions.execute(connection, "SELECT pg_drop_replication_slot('" + slot + "')");
      status = null;
    }
    if (status == null) {
      LocalSessions.execute(
          connection,
          "SELECT pg_create_physical_replication_slot('"
              + slot
              + "', true) WHERE NOT EXISTS (SELECT FROM pg_replication_slots WHERE slot_name = '"
              + slot
              + "')");
    }
  }

  private static void require(boolean fine, String problem, String remedy)
      throws PostgresException {
    if (!fine) {
      throw new PostgresException(problem, remedy);
    }
  }
}
