package io.saksi.chaos.client;

import io.saksi.chaos.check.Violation;
import io.saksi.it.Await;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Threads that run workloads for as long as it lasts, over several ways in, through failures of all
 * kinds.
 */
public final class Clients implements AutoCloseable {
  /** Nothing hangs: a server that does not answer is given up, and what it was told is unknown. */
  private static final String TIMEOUTS = "&connectTimeout=2&socketTimeout=5&tcpKeepAlive=true";

  private static final Duration BETWEEN_STEPS = Duration.ofMillis(4);
  private static final Duration BETWEEN_CONNECTIONS = Duration.ofMillis(50);
  private static final Duration READY_WITHIN = Duration.ofSeconds(60);
  private static final Duration STOPPED_WITHIN = Duration.ofSeconds(20);

  private final List<Workload> workloads;
  private final Map<Workload, Acks> byWorkload = new LinkedHashMap<>();
  private final Map<String, Acks> byWay = new LinkedHashMap<>();
  private final String checkUrl;
  private final List<Thread> threads = new ArrayList<>();
  private volatile boolean stopped;

  private Clients(List<Workload> workloads, String checkUrl) {
    this.workloads = workloads;
    this.checkUrl = checkUrl;
  }

  /**
   * Makes the tables, and begins: one client for each workload and way in.
   *
   * @param ways a name for each way in, and a URL for JDBC; all lead to the primary
   */
  public static Clients start(List<Workload> workloads, Map<String, String> ways) throws Exception {
    Clients clients = new Clients(List.copyOf(workloads), ways.values().iterator().next());
    workloads.forEach(workload -> clients.byWorkload.put(workload, new Acks()));
    ways.keySet().forEach(way -> clients.byWay.put(way, new Acks()));
    clients.onPrimary(connection -> {
      for (Workload workload : workloads) {
        workload.create(connection);
      }
      return true;
    });
    int number = 0;
    for (Workload workload : workloads) {
      for (Map.Entry<String, String> way : ways.entrySet()) {
        int client = number++;
        clients.threads.add(
            Thread.ofVirtual()
                .name("client " + client)
                .start(() -> clients.run(client, workload, way.getKey(), way.getValue())));
      }
    }
    return clients;
  }

  private void run(int client, Workload workload, String way, String url) {
    List<Acks> acks = List.of(byWorkload.get(workload), byWay.get(way));
    while (!stopped) {
      try (Connection connection = DriverManager.getConnection(url + TIMEOUTS)) {
        connection.setAutoCommit(false);
        boolean fine = true;
        while (!stopped && fine) {
          Step step = workload.step(client, connection);
          if (step.acknowledged()) {
            acks.forEach(Acks::note);
          }
          fine = step.connectionIsFine();
          pause(BETWEEN_STEPS);
        }
      } catch (SQLException e) {
        pause(BETWEEN_CONNECTIONS); // no primary now: nothing was asked, nothing to note
      }
    }
  }

  private static void pause(Duration pause) {
    try {
      TimeUnit.NANOSECONDS.sleep(pause.toNanos());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Each workload, and each way in, has something acknowledged that was not before. */
  public void awaitProgress(Duration bound) throws Exception {
    List<Acks> all = Stream.concat(byWorkload.values().stream(), byWay.values().stream()).toList();
    List<Long> before = all.stream().map(Acks::count).toList();
    try {
      Await.until(
          "every workload goes on, by every way in",
          bound,
          () -> IntStream.range(0, all.size()).allMatch(i -> all.get(i).count() > before.get(i)));
    } catch (AssertionError e) {
      throw new AssertionError(
          e.getMessage()
              + "; acknowledged before "
              + before
              + ", now "
              + all.stream().map(Acks::count).toList()
              + ": workloads, then "
              + byWay.keySet(),
          e);
    }
  }

  public long acknowledged() {
    return byWorkload.values().stream().mapToLong(Acks::count).sum();
  }

  /** When, by each way in. */
  public Map<String, Acks> byWay() {
    return Collections.unmodifiableMap(byWay);
  }

  /** What each workload noted, by its name. */
  public Map<String, Stream<String>> histories() {
    Map<String, Stream<String>> histories = new LinkedHashMap<>();
    workloads.forEach(w -> histories.put(w.getClass().getSimpleName(), w.history()));
    return histories;
  }

  /** Stops the clients, reads everything on the primary, and decides. */
  public List<Violation> check() throws Exception {
    close();
    return onPrimary(connection -> {
      List<Violation> found = new ArrayList<>();
      for (Workload workload : workloads) {
        found.addAll(workload.check(connection));
      }
      return found;
    });
  }

  /** Something to do there. */
  @FunctionalInterface
  private interface Task<T> {
    T run(Connection connection) throws SQLException;
  }

  private <T> T onPrimary(Task<T> task) throws Exception {
    SQLException last = null;
    long end = System.nanoTime() + READY_WITHIN.toNanos();
    while (System.nanoTime() - end < 0) {
      try (Connection connection =
          DriverManager.getConnection(checkUrl + "&connectTimeout=2&socketTimeout=60")) {
        return task.run(connection);
      } catch (SQLException e) {
        last = e;
        pause(BETWEEN_CONNECTIONS);
      }
    }
    throw new AssertionError("no primary within " + READY_WITHIN.toSeconds() + " s", last);
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
