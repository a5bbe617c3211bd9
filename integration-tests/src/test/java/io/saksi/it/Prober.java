package io.saksi.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;

/**
 * Tries all the time to write directly on every node. It asks for no standby's confirmation: an old
 * primary that is merely cut off from its standbys would accept such a write at once, so that only
 * a closed gate or a dead PostgreSQL refuses it.
 *
 * <p>Evidence, not suspicion: a write lies somewhere between its begin and its end as this process
 * saw them, and an answer may be read late. What proves two open gates is a write that began on an
 * older timeline when one on a newer had already been acknowledged.
 */
final class Prober implements AutoCloseable {
  private static final Duration PAUSE = Duration.ofMillis(10);
  private static final Duration FIRST_WRITE_WITHIN = Duration.ofSeconds(30);
  private static final Duration LAST_WRITE_WITHIN = Duration.ofSeconds(5);
  private static final String WRITE =
      "insert into probe default values returning"
          + " ('x' || substr(pg_walfile_name(pg_current_wal_insert_lsn()), 1, 8))::bit(32)::int";

  private final ConcurrentLinkedQueue<Accepted> accepted = new ConcurrentLinkedQueue<>();
  private final List<Thread> threads = new ArrayList<>();
  private volatile boolean stopped;

  /** A write that was acknowledged; the times are of {@link System#nanoTime()}. */
  record Accepted(String node, int timeline, long begin, long end) {}

  private Prober() {}

  /** Begins; returns once the primary has accepted a write. */
  static Prober start(TestCluster cluster) throws Exception {
    var primary = cluster.primary(cluster.awaitWhole());
    try (Connection connection = connect(primary);
        Statement statement = connection.createStatement()) {
      statement.execute("create table if not exists probe (at timestamptz default now())");
    }
    Prober prober = new Prober();
    for (TestNode node : cluster.nodes()) {
      prober.threads.add(
          Thread.ofPlatform().name("probe " + node.name()).start(() -> prober.probe(node)));
    }
    prober.awaitWriteOn(primary.name());
    return prober;
  }

  private static Connection connect(TestNode node) throws SQLException {
    String url = Client.url(node.place().host(), node.place().postgres());
    return DriverManager.getConnection(url + "&connectTimeout=1&socketTimeout=3");
  }

  private void probe(TestNode node) {
    while (!stopped) {
      try (Connection connection = connect(node);
          Statement statement = connection.createStatement()) {
        statement.execute("set synchronous_commit = local");
        while (!stopped) {
          write(node.name(), statement);
          pause();
        }
      } catch (SQLException e) {
        pause(); // closed, read-only or dead: as it should be, on all nodes but one
      }
    }
  }

  private void write(String node, Statement statement) throws SQLException {
    long begin = System.nanoTime();
    try (ResultSet row = statement.executeQuery(WRITE)) {
      row.next();
      accepted.add(new Accepted(node, row.getInt(1), begin, System.nanoTime()));
    }
  }

  private static void pause() {
    try {
      TimeUnit.NANOSECONDS.sleep(PAUSE.toNanos());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  void awaitWriteOn(String node) throws Exception {
    Await.until(
        node + " accepts a probe",
        FIRST_WRITE_WITHIN,
        () -> accepted.stream().anyMatch(write -> write.node().equals(node)));
  }

  /** Fails if two nodes were open at the same time. */
  void requireOneOpenPrimary() {
    assertThat(overlaps(List.copyOf(accepted)))
        .as("writes accepted by one node after a later reign's had been")
        .isEmpty();
  }

  static List<String> overlaps(List<Accepted> writes) {
    TreeMap<Integer, List<Accepted>> timelines = new TreeMap<>();
    writes.forEach(w -> timelines.computeIfAbsent(w.timeline(), _ -> new ArrayList<>()).add(w));
    List<String> found = new ArrayList<>();
    timelines.forEach((timeline, own) -> {
      if (own.stream().map(Accepted::node).distinct().count() > 1) {
        found.add("timeline " + timeline + " was written by several nodes");
      }
      Accepted last = own.stream().max(Comparator.comparingLong(Accepted::begin)).orElseThrow();
      timelines.tailMap(timeline, false).values().stream()
          .flatMap(List::stream)
          .filter(later -> later.end() < last.begin())
          .min(Comparator.comparingLong(Accepted::end))
          .ifPresent(later ->
              found.add(
                  last.node()
                      + " accepted a write on timeline "
                      + timeline
                      + " "
                      + Duration.ofNanos(last.begin() - later.end()).toMillis()
                      + " ms after "
                      + later.node()
                      + " had accepted one on timeline "
                      + later.timeline()));
    });
    return found;
  }

  @Override
  public void close() {
    stopped = true;
    try {
      for (Thread thread : threads) {
        thread.join(LAST_WRITE_WITHIN);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
