package io.saksi.chaos.client;

import io.saksi.chaos.check.Violation;
import io.saksi.it.Await;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Threads that run workloads for as long as it lasts, over several ways in, through failures of all
 * kinds.
 */
public final class Clients implements AutoCloseable {
  /** Nothing hangs: a server that does not answer is given up, and what it was told is unknown. */
  private static final String TIMEOUTS =
      "&connectTimeout=2&loginTimeout=4&socketTimeout=5&tcpKeepAlive=true";

  private static final Duration BETWEEN_STEPS = Duration.ofMillis(4);
  private static final Duration BETWEEN_CONNECTIONS = Duration.ofMillis(50);
  private static final Duration READY_WITHIN = Duration.ofSeconds(60);
  private static final Duration STOPPED_WITHIN = Duration.ofSeconds(20);

  private final List<Workload> workloads;
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
   * @param urls for JDBC; all lead to the primary
   */
  public static Clients start(List<Workload> workloads, List<String> urls) throws Exception {
    Clients clients = new Clients(List.copyOf(workloads), urls.getFirst());
    clients.onPrimary(connection -> {
      for (Workload workload : workloads) {
        workload.create(connection);
      }
      return true;
    });
    int number = 0;
    for (Workload workload : workloads) {
      for (String url : urls) {
        int client = number++;
        clients.threads.add(
            Thread.ofVirtual()
                .name("client " + client)
                .start(() -> clients.run(client, workload, url)));
      }
    }
    return clients;
  }

  private void run(int client, Workload workload, String url) {
    while (!stopped) {
      try (Connection connection = DriverManager.getConnection(url + TIMEOUTS)) {
        connection.setAutoCommit(false);
        while (!stopped && workload.step(client, connection)) {
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

  /** Each workload has something acknowledged that was not before. */
  public void awaitProgress(Duration bound) throws Exception {
    List<Long> before = workloads.stream().map(Workload::acknowledged).toList();
    Await.until(
        "every workload goes on",
        bound,
        () -> {
          boolean further = true;
          for (int i = 0; i < workloads.size(); i++) {
            further &= workloads.get(i).acknowledged() > before.get(i);
          }
          return further;
        });
  }

  public long acknowledged() {
    return workloads.stream().mapToLong(Workload::acknowledged).sum();
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
