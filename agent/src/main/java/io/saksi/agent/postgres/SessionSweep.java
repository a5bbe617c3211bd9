package io.saksi.agent.postgres;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Ends what clients have open, after the new rules were proven to be loaded. A backend that was
 * forked before and has not logged in yet is judged by the old rules, for as long as its client
 * takes ({@code authentication_timeout}: a minute), and is in no view: it is found among the
 * postmaster's children. Backends forked later are judged by the new rules.
 */
final class SessionSweep {
  private static final int QUIET_LOOKS = 2;
  private static final Duration LOOK_PAUSE = Duration.ofMillis(2);

  private static final String SESSIONS =
      "SELECT pid, backend_type IN ('client backend', 'parallel worker')"
          + " AND usename IS DISTINCT FROM 'saksi'"
          + " OR backend_type = 'walsender' AND usename IS DISTINCT FROM 'saksi_repl'"
          + " FROM pg_stat_activity";

  private final Context context;
  private final ClientTitles titles;

  SessionSweep(Context context, Postmaster postmaster) {
    this.context = context;
    this.titles = new ClientTitles(postmaster, context.config().node());
  }

  void sweep(Deadline deadline) throws PostgresException, InterruptedException {
    List<ProcessHandle> forkedBefore = titles.children();
    context
        .sessions()
        .with(
            deadline.remaining(),
            connection -> {
              int quiet = 0;
              while (quiet < QUIET_LOOKS) {
                quiet = endOnce(connection, forkedBefore) == 0 ? quiet + 1 : 0;
                if (quiet < QUIET_LOOKS && !deadline.pause(LOOK_PAUSE)) {
                  throw new PostgresException(
                      "client sessions remain after " + deadline.bound().toMillis() + " ms",
                      "kill every process of the instance");
                }
              }
              return null;
            });
  }

  /** Returns how many there were to end. */
  private int endOnce(Connection connection, List<ProcessHandle> forkedBefore) throws SQLException {
    Set<Long> visible = new HashSet<>();
    List<Long> clients = new ArrayList<>();
    try (var statement = connection.createStatement();
        var rows = statement.executeQuery(SESSIONS)) {
      while (rows.next()) {
        visible.add(rows.getLong(1));
        if (rows.getBoolean(2)) {
          clients.add(rows.getLong(1));
        }
      }
    }
    if (!clients.isEmpty()) {
      String pids = clients.stream().map(String::valueOf).collect(Collectors.joining(","));
      LocalSessions.execute(
          connection, "SELECT pg_terminate_backend(pid) FROM unnest(ARRAY[" + pids + "]) AS pid");
    }
    List<ProcessHandle> loggingIn = titles.loggingIn(forkedBefore, visible);
    loggingIn.forEach(ProcessHandle::destroy);
    return clients.size() + loggingIn.size();
  }
}
