package io.saksi.agent.postgres;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;

/**
 * Before the shutdown of a planned change of roles: the transactions that are under way may end,
 * and then the logins. Until then the gate is open as before, so clients who come directly notice
 * nothing of it, and what they begin meanwhile is not waited for: the wait has an end also where
 * there is always somebody. Routers, who hear of the order at the same time, begin no more.
 *
 * <p>Nothing rests on this. It only delays a shutdown, which ends whoever is left; it holds no lock
 * and writes nothing; and whoever closes because the lease runs out interrupts it.
 */
final class Drain {
  /**
   * Routers may hear of the order a little later than this node. What begins in this time is waited
   * for too.
   */
  static final Duration NEWS_ARRIVE_WITHIN = Duration.ofMillis(20);

  private static final Duration POLL = Duration.ofMillis(4);

  /** A client that says nothing would be waited for until {@code authentication_timeout}. */
  private static final Duration LOGINS_END_WITHIN = Duration.ofMillis(150);

  /** Committing sessions that wait for their standbys are in a transaction still. */
  private static final String UNDER_WAY =
      "SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend'"
          + " AND usename IS DISTINCT FROM 'saksi' AND xact_start < ";

  private final LocalSessions sessions;
  private final ClientTitles titles;

  Drain(LocalSessions sessions, ClientTitles titles) {
    this.sessions = sessions;
    this.titles = titles;
  }

  /** Returns how many of those transactions are left. */
  long await(Duration bound, BooleanSupplier goOn) throws PostgresException, InterruptedException {
    return bound.isZero() ? 0 : sessions.with(bound, connection -> await(connection, bound, goOn));
  }

  /** Returns how many of the logins that were under way are left; see the class. */
  long awaitLogins(Duration bound, BooleanSupplier goOn)
      throws PostgresException, InterruptedException {
    return sessions.with(bound, connection -> awaitLogins(connection, Deadline.in(bound), goOn));
  }

  private long await(Connection connection, Duration bound, BooleanSupplier goOn)
      throws SQLException, InterruptedException {
    Deadline deadline = Deadline.in(bound);
    Deadline news = Deadline.in(NEWS_ARRIVE_WITHIN);
    String begun =
        LocalSessions.value(
            connection,
            "SELECT quote_literal(clock_timestamp() + interval '"
                + NEWS_ARRIVE_WITHIN.toMillis()
                + " ms') || '::timestamptz'");
    long left;
    do {
      left = Long.parseLong(LocalSessions.value(connection, UNDER_WAY + begun));
    } while ((left > 0 || !news.passed()) && goOn.getAsBoolean() && deadline.pause(POLL));
    Duration rest = deadline.remaining();
    Duration atMost = rest.compareTo(LOGINS_END_WITHIN) < 0 ? rest : LOGINS_END_WITHIN;
    awaitLogins(connection, Deadline.in(atMost), goOn);
    return left;
  }

  private long awaitLogins(Connection connection, Deadline deadline, BooleanSupplier goOn)
      throws SQLException, InterruptedException {
    List<ProcessHandle> left = titles.loggingIn(titles.children(), visible(connection));
    while (!left.isEmpty() && goOn.getAsBoolean() && deadline.pause(POLL)) {
      left = titles.loggingIn(left, visible(connection));
    }
    return left.size();
  }

  private static Set<Long> visible(Connection connection) throws SQLException {
    Set<Long> pids = new HashSet<>();
    try (var statement = connection.createStatement();
        var rows = statement.executeQuery("SELECT pid FROM pg_stat_activity")) {
      while (rows.next()) {
        pids.add(rows.getLong(1));
      }
    }
    return pids;
  }
}
