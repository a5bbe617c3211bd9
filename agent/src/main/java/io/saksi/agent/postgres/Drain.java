package io.saksi.agent.postgres;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * Before the gate closes for a planned change of roles: the transactions that are under way may
 * end. Until then the gate is open as before, so clients who come directly notice nothing of it,
 * and what they begin meanwhile is not waited for: the wait has an end also where there is always
 * some transaction. Routers, who hear of the order at the same time, begin no more.
 *
 * <p>Nothing rests on this. It only delays a closing, which proves by itself that nobody is left;
 * it holds no lock and writes nothing; and whoever closes because the lease runs out interrupts it.
 */
final class Drain {
  /**
   * Routers may hear of the order a little later than this node. What begins in this time is waited
   * for too.
   */
  static final Duration NEWS_ARRIVE_WITHIN = Duration.ofMillis(20);

  private static final Duration POLL = Duration.ofMillis(4);

  /** Committing sessions that wait for their standbys are in a transaction still. */
  private static final String UNDER_WAY =
      "SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend'"
          + " AND usename IS DISTINCT FROM 'saksi' AND xact_start < ";

  private final LocalSessions sessions;

  Drain(LocalSessions sessions) {
    this.sessions = sessions;
  }

  /** Returns how many of those transactions are left. */
  long await(Duration bound, BooleanSupplier goOn) throws PostgresException, InterruptedException {
    return bound.isZero() ? 0 : sessions.with(bound, connection -> await(connection, bound, goOn));
  }

  private static long await(Connection connection, Duration bound, BooleanSupplier goOn)
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
    return left;
  }
}
