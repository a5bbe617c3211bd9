package io.saksi.chaos.client;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/**
 * New connections, one after the other, for as long as it lasts: none may fail where the router is
 * to hold them until there is a primary.
 */
public final class Callers implements AutoCloseable {
  /** And no statements of the driver's own: those would be asked of a session that has begun. */
  private static final String OPTIONS =
      "&connectTimeout=20&loginTimeout=30&socketTimeout=20&assumeMinServerVersion=9.0";

  private static final Duration STOPPED_WITHIN = Duration.ofSeconds(40);

  private final String url;
  private final AtomicLong made = new AtomicLong();
  private final AtomicLong failed = new AtomicLong();
  private final Thread thread;
  private volatile String lastFailure = "";
  private volatile boolean stopped;

  private Callers(String url) {
    this.url = url;
    thread = Thread.ofVirtual().name("caller").start(this::call);
  }

  /** Begins. */
  public static Callers start(String url) {
    return new Callers(url);
  }

  private void call() {
    while (!stopped) {
      try (Connection connection = DriverManager.getConnection(url + OPTIONS)) {
        made.incrementAndGet();
        ask(connection);
      } catch (SQLException e) {
        failed.incrementAndGet();
        lastFailure = e.getMessage();
      }
    }
  }

  /** Not counted: the connection was made, and what it is used for may be cut off. */
  private static void ask(Connection connection) {
    try (Statement statement = connection.createStatement()) {
      statement.execute("select 1");
    } catch (SQLException e) {
      Thread.onSpinWait();
    }
  }

  public long made() {
    return made.get();
  }

  public long failed() {
    return failed.get();
  }

  /** Why the last one failed; empty if none did. */
  public String lastFailure() {
    return lastFailure;
  }

  @Override
  public void close() {
    stopped = true;
    try {
      if (!thread.join(STOPPED_WITHIN)) {
        throw new AssertionError("the caller does not stop");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
