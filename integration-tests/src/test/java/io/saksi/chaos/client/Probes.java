package io.saksi.chaos.client;

import io.saksi.chaos.check.AcceptedWrite;
import io.saksi.chaos.check.OnePrimaryCheck;
import io.saksi.chaos.check.Span;
import io.saksi.chaos.check.Thaw;
import io.saksi.chaos.check.Violation;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;

/**
 * Tries all the time to write on every node directly, without waiting for standbys: an old primary
 * that is merely cut off from them would accept such a write at once.
 */
public final class Probes implements AutoCloseable {
  private static final Duration PAUSE = Duration.ofMillis(10);
  private static final Duration STOPPED_WITHIN = Duration.ofSeconds(10);
  private static final String TIMEOUTS = "&connectTimeout=1&loginTimeout=2&socketTimeout=3";
  private static final String WRITE =
      "insert into chaos_probe default values returning"
          + " ('x' || substr(pg_walfile_name(pg_current_wal_insert_lsn()), 1, 8))::bit(32)::int";

  private final Queue<AcceptedWrite> accepted = new ConcurrentLinkedQueue<>();
  private final List<Thread> threads = new ArrayList<>();
  private volatile boolean stopped;

  private Probes() {}

  /**
   * Begins.
   *
   * @param primary a URL that leads to the primary
   * @param nodes each node's name, and the URL that leads there whatever it is
   */
  public static Probes start(String primary, Map<String, String> nodes) throws SQLException {
    try (Connection connection = DriverManager.getConnection(primary + TIMEOUTS);
        Statement statement = connection.createStatement()) {
      statement.execute("create table if not exists chaos_probe (at timestamptz default now())");
    }
    Probes probes = new Probes();
    nodes.forEach((node, url) ->
        probes.threads.add(
            Thread.ofVirtual().name("probe " + node).start(() -> probes.probe(node, url))));
    return probes;
  }

  private void probe(String node, String url) {
    while (!stopped) {
      try (Connection connection = DriverManager.getConnection(url + TIMEOUTS);
          Statement statement = connection.createStatement()) {
        statement.execute("set synchronous_commit = local");
        while (!stopped) {
          write(node, statement);
          pause();
        }
      } catch (SQLException e) {
        pause(); // closed, read-only or dead: as it should be, on all nodes but one
      }
    }
  }

  private void write(String node, Statement statement) throws SQLException {
    long invoked = System.nanoTime();
    try (ResultSet row = statement.executeQuery(WRITE)) {
      row.next();
      accepted.add(new AcceptedWrite(node, row.getInt(1), new Span(invoked, System.nanoTime())));
    }
  }

  private static void pause() {
    try {
      TimeUnit.NANOSECONDS.sleep(PAUSE.toNanos());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** How many writes were accepted so far. */
  public long accepted() {
    return accepted.size();
  }

  /**
   * Stops, and decides.
   *
   * @param thaws of machines that had stood still
   */
  public List<Violation> check(List<Thaw> thaws) {
    close();
    return OnePrimaryCheck.check(List.copyOf(accepted), thaws);
  }

  @Override
  public void close() {
    stopped = true;
    try {
      for (Thread thread : threads) {
        if (!thread.join(STOPPED_WITHIN)) {
          throw new AssertionError(thread.getName() + " does not stop");
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
