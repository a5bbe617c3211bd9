package io.saksi.agent.postgres;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Properties;
import java.util.function.Function;
import org.postgresql.Driver;

/**
 * The agent's SQL sessions with its own PostgreSQL, kept open: at the limit of connections, or
 * while the gate closes, a new one may be refused. Every call is bounded, on the socket and in the
 * server.
 */
final class LocalSessions implements AutoCloseable {
  static final String APPLICATION_NAME = "saksi-agent";
  private static final int MOST_IDLE = 3;
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(2);
  private static final Driver DRIVER = new Driver();

  private final InstanceConfig config;
  private final Secrets secrets;
  private final Deque<Connection> idle = new ArrayDeque<>();

  LocalSessions(InstanceConfig config, Secrets secrets) {
    this.config = config;
    this.secrets = secrets;
  }

  /** SQL that runs in one session, in autocommit unless it says otherwise. */
  interface Work<T> {
    T run(Connection connection) throws SQLException, InterruptedException, PostgresException;
  }

  /**
   * Runs the work in a kept session, or in a new one where none is idle.
   *
   * @param bound for every single answer of the server
   * @throws OutcomeUnknownException if the session broke while the work was under way
   */
  <T> T with(Duration bound, Work<T> work) throws PostgresException, InterruptedException {
    Connection connection = takeIdle();
    if (connection == null) {
      connection = connect(bound);
    }
    boolean usable = false;
    try {
      limit(connection, bound);
      T result = work.run(connection);
      usable = true;
      return result;
    } catch (SQLException e) {
      usable = !breaksSession(e);
      throw translated(e);
    } finally {
      if (usable) {
        giveBack(connection);
      } else {
        abort(connection);
        // Most probably the server is gone, and so are the others.
        close();
      }
    }
  }

  /** A session of its own that was forked after this call; the caller closes it. */
  Connection connect(Duration bound) throws PostgresException, InterruptedException {
    return connect(
        config.localAddress(), config.port(), Secrets.SUPERUSER, "synchronous_commit=local", bound);
  }

  /** As {@link #connect(Duration)}, whose commits wait for the sync set. */
  Connection connectSynchronous(Duration bound) throws PostgresException, InterruptedException {
    return connect(
        config.localAddress(), config.port(), Secrets.SUPERUSER, "synchronous_commit=on", bound);
  }

  /** A session with another member's PostgreSQL, under the role for replication. */
  Connection connectToMember(String host, int port, Duration bound)
      throws PostgresException, InterruptedException {
    return connect(host, port, Secrets.REPLICATOR, "synchronous_commit=local", bound);
  }

  private Connection connect(String host, int port, String role, String option, Duration bound)
      throws PostgresException, InterruptedException {
    Duration timeout = bound.compareTo(CONNECT_TIMEOUT) < 0 ? bound : CONNECT_TIMEOUT;
    String seconds = Long.toString(Math.max(1, timeout.toSeconds()));
    Properties properties = new Properties();
    properties.setProperty("user", role);
    properties.setProperty("password", secrets.passwordOf(role));
    properties.setProperty("ApplicationName", APPLICATION_NAME);
    // Users may have made reading the default, for all or for the database.
    properties.setProperty(
        "options", "-c " + option + " -c jit=off -c default_transaction_read_only=off");
    properties.setProperty("loginTimeout", seconds);
    properties.setProperty("connectTimeout", seconds);
    properties.setProperty("socketTimeout", seconds);
    properties.setProperty("assumeMinServerVersion", "14");
    properties.setProperty("preferQueryMode", "simple");
    properties.setProperty("gssEncMode", "disable");
    String address = host.contains(":") ? "[" + host + "]" : host;
    try {
      Connection connection =
          DRIVER.connect("jdbc:postgresql://" + address + ":" + port + "/postgres", properties);
      limit(connection, bound);
      return connection;
    } catch (SQLException e) {
      throwIfInterrupted();
      throw new PostgresException(
          "cannot connect to PostgreSQL at " + host + ":" + port + ": " + e.getMessage(),
          "see that it runs, and its log; the secret must be the cluster's",
          e);
    }
  }

  static void limit(Connection connection, Duration bound) throws SQLException {
    connection.setNetworkTimeout(Runnable::run, (int) Math.max(1, bound.toMillis()));
  }

  static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** The first column of the first row, or null. */
  static String value(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        var rows = statement.executeQuery(sql)) {
      return rows.next() ? rows.getString(1) : null;
    }
  }

  /** {@link #value} in a kept session. */
  String value(Duration bound, String sql) throws PostgresException, InterruptedException {
    return with(bound, connection -> value(connection, sql));
  }

  /** Closes what is idle: after the end of the server, or before the end of the agent. */
  @Override
  public void close() {
    Connection connection;
    while ((connection = takeIdle()) != null) {
      closeQuietly(connection);
    }
  }

  static PostgresException translated(SQLException e) throws InterruptedException {
    throwIfInterrupted();
    Function<String, PostgresException> make =
        breaksSession(e)
            ? message ->
                new OutcomeUnknownException(message, "look at PostgreSQL's log and state", e)
            : message -> new PostgresException(message, "look at PostgreSQL's log", e);
    return make.apply("PostgreSQL answered: " + e.getMessage());
  }

  private static boolean breaksSession(SQLException e) {
    String state = e.getSQLState();
    return state == null || state.startsWith("08") || state.startsWith("57P");
  }

  private static void throwIfInterrupted() throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException("while waiting for PostgreSQL");
    }
  }

  private Connection takeIdle() {
    synchronized (idle) {
      return idle.pollLast();
    }
  }

  private void giveBack(Connection connection) {
    synchronized (idle) {
      if (idle.size() < MOST_IDLE) {
        idle.addLast(connection);
        return;
      }
    }
    closeQuietly(connection);
  }

  static void closeQuietly(Connection connection) {
    try {
      connection.close();
    } catch (SQLException e) {
      abort(connection);
    }
  }

  static void abort(Connection connection) {
    try {
      connection.abort(Runnable::run);
    } catch (SQLException e) {
      // The session is given up either way.
      return;
    }
  }
}
