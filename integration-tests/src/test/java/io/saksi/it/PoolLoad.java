package io.saksi.it;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/**
 * An application: each of its threads takes a connection, writes two rows in a transaction, and
 * gives the connection back; what fails is not tried again.
 */
final class PoolLoad implements AutoCloseable {
  private static final Duration STOPS_WITHIN = Duration.ofSeconds(60);

  /** Where it gets its connections. */
  interface Source {
    Connection take() throws SQLException;
  }

  /** A transaction that failed, and how far it was: 0 is its first statement, 2 its commit. */
  record Failure(int step, String sqlState, String message) {}

  private final Source source;
  private final String table;
  private final AtomicLong numbers = new AtomicLong();
  private final Set<Long> acknowledged = ConcurrentHashMap.newKeySet();
  private final Queue<Failure> failures = new ConcurrentLinkedQueue<>();
  private final Queue<String> refused = new ConcurrentLinkedQueue<>();
  private final List<Thread> threads = new ArrayList<>();
  private volatile boolean stopped;

  private PoolLoad(Source source, String table) {
    this.source = source;
    this.table = table;
  }

  static PoolLoad start(int threads, String table, Source source) throws SQLException {
    try (Connection connection = source.take();
        var statement = connection.createStatement()) {
      statement.execute("create table " + table + " (i bigint primary key)");
    }
    PoolLoad load = new PoolLoad(source, table);
    for (int i = 0; i < threads; i++) {
      load.threads.add(Thread.ofVirtual().name("application " + i).start(load::work));
    }
    return load;
  }

  private void work() {
    while (!stopped) {
      try (Connection connection = source.take()) {
        transaction(connection);
      } catch (SQLException e) {
        refused.add(e.getSQLState() + " " + e.getMessage());
      }
    }
  }

  private void transaction(Connection connection) {
    long first = numbers.addAndGet(2);
    int step = 0;
    try (var statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute("insert into " + table + " values (" + first + ")");
      step = 1;
      statement.execute("insert into " + table + " values (" + (first + 1) + ")");
      step = 2;
      connection.commit();
      acknowledged.addAll(List.of(first, first + 1));
    } catch (SQLException e) {
      failures.add(new Failure(step, String.valueOf(e.getSQLState()), e.getMessage()));
    }
  }

  long acknowledged() {
    return acknowledged.size();
  }

  List<Failure> failures() {
    return List.copyOf(failures);
  }

  /** Why no connection could be had, each time. */
  List<String> refused() {
    return List.copyOf(refused);
  }

  /** Writes go on. */
  void awaitProgress() throws Exception {
    long before = acknowledged();
    Await.until("the application commits", STOPS_WITHIN, () -> acknowledged() > before + 20);
  }

  /** Acknowledged rows that are not there, once it has stopped. */
  List<Long> lost(Connection connection) throws SQLException {
    Set<Long> missing = new TreeSet<>(acknowledged);
    try (var statement = connection.createStatement();
        var rows = statement.executeQuery("select i from " + table)) {
      while (rows.next()) {
        missing.remove(rows.getLong(1));
      }
    }
    return List.copyOf(missing);
  }

  @Override
  public void close() {
    stopped = true;
    try {
      for (Thread thread : threads) {
        if (!thread.join(STOPS_WITHIN)) {
          throw new AssertionError(thread.getName() + " does not stop");
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
