package io.saksi.agent.postgres;

import io.saksi.core.model.Lsn;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Changes {@code synchronous_standby_names} on a primary and proves that every process follows it.
 * Steps and reasons: the project's notes on PostgreSQL, "Changing the set".
 */
final class SyncChange {
  private static final Duration POLL = Duration.ofMillis(3);
  private static final Duration MEMBER_REACTION = Duration.ofSeconds(1);

  private static final String MARKER = "SELECT pg_logical_emit_message(true, 'saksi', 'sync set')";

  private final Context context;
  private final PostgresServer server;

  SyncChange(Context context, PostgresServer server) {
    this.context = context;
    this.server = server;
  }

  /**
   * Returns the marker: a member that has flushed it is counted by the new setting, and no WAL
   * sender lives that goes by an older one.
   */
  Lsn apply(SyncSetting next, Duration bound) throws PostgresException, InterruptedException {
    Deadline deadline = Deadline.in(bound);
    String current = inForceForNewSessions(deadline);
    boolean unproven = current.isEmpty() || current.equals(new SyncSetting.Blocked().text());
    if (unproven && !next.text().isEmpty()) {
      // Only the checkpointer makes commits wait at all, and when is seen by one that does. What an
      // earlier attempt wrote without having seen that proves nothing.
      putInForce(new SyncSetting.Blocked(), current, deadline);
      new SyncProbe(context).awaitACommitThatWaits(deadline);
      current = new SyncSetting.Blocked().text();
    }
    putInForce(next, current, deadline);
    Lsn marker = emitMarker(deadline);
    endStaleSenders(next, marker, deadline);
    return marker;
  }

  /**
   * @param before what a session saw that was new just now; a promotion brings its set with it
   */
  private void putInForce(SyncSetting setting, String before, Deadline deadline)
      throws PostgresException, InterruptedException {
    try {
      context.files().writeSync(setting);
    } catch (IOException e) {
      throw new PostgresException("cannot write sync.conf: " + e, "see the run directory", e);
    }
    server.reload();
    String seen = before;
    while (!seen.equals(setting.text())) {
      seen = inForceForNewSessions(deadline);
      if (!seen.equals(setting.text()) && !deadline.pause(POLL)) {
        throw new OutcomeUnknownException(
            "synchronous_standby_names is not in force within "
                + deadline.bound().toMillis()
                + " ms",
            "see PostgreSQL's log, and whether somebody sets it for a database or a role");
      }
    }
    // The postmaster signals its children in the same breath in which it reads the file.
    inForceForNewSessions(deadline);
  }

  private String inForceForNewSessions(Deadline deadline)
      throws PostgresException, InterruptedException {
    try (Connection connection = context.sessions().connect(deadline.remaining())) {
      return LocalSessions.value(connection, "SHOW synchronous_standby_names");
    } catch (SQLException e) {
      throw LocalSessions.translated(e);
    }
  }

  private Lsn emitMarker(Deadline deadline) throws PostgresException, InterruptedException {
    return context
        .sessions()
        .with(
            deadline.remaining(),
            connection -> {
              LocalSessions.execute(connection, MARKER);
              return Lsn.parse(
                  LocalSessions.value(connection, "SELECT pg_current_wal_flush_lsn()::text"));
            });
  }

  /** A WAL sender that does not answer may release commits by what it read before. */
  private void endStaleSenders(SyncSetting next, Lsn marker, Deadline deadline)
      throws PostgresException, InterruptedException {
    Set<String> names = new HashSet<>();
    next.members().forEach(member -> names.add(member.name()));
    Deadline reaction =
        Deadline.in(
            MEMBER_REACTION.compareTo(deadline.remaining()) < 0
                ? MEMBER_REACTION
                : deadline.remaining());
    context
        .sessions()
        .with(
            deadline.remaining(),
            connection -> {
              List<SenderStatus> stale = stale(connection, names, marker);
              while (!stale.isEmpty() && reaction.pause(POLL)) {
                stale = stale(connection, names, marker);
              }
              end(connection, stale, deadline);
              return null;
            });
  }

  /** Returns when they are gone: one that was only told to go may still release commits. */
  private static void end(Connection connection, List<SenderStatus> stale, Deadline deadline)
      throws SQLException, PostgresException, InterruptedException {
    if (stale.isEmpty()) {
      return;
    }
    String pids = stale.stream().map(s -> Long.toString(s.pid())).collect(Collectors.joining(","));
    String alive = "SELECT count(*) FROM pg_stat_activity WHERE pid IN (" + pids + ")";
    LocalSessions.execute(
        connection, "SELECT pg_terminate_backend(pid) FROM unnest(ARRAY[" + pids + "]) AS pid");
    while (!"0".equals(LocalSessions.value(connection, alive))) {
      if (!deadline.pause(POLL)) {
        throw new OutcomeUnknownException(
            "WAL senders that go by an older sync set have not ended: processes " + pids,
            "see what they hang in; the change is tried again");
      }
    }
  }

  private static List<SenderStatus> stale(Connection connection, Set<String> names, Lsn marker)
      throws SQLException {
    return SenderStatus.read(connection).stream()
        .filter(s -> names.contains(s.applicationName()) || !s.syncState().equals("async"))
        .filter(s -> !s.hasFlushed(marker))
        .toList();
  }
}
