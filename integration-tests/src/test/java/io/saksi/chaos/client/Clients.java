package io.saksi.chaos.client;

import io.saksi.chaos.check.Violation;
import io.saksi.it.Await;
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
  /** What a client rests between transactions, where nothing else is asked for. */
  public static final Duration BUSY = Duration.ofMillis(4);

  private static final Duration BETWEEN_CONNECTIONS = Duration.ofMillis(50);
  private static final Duration READY_WITHIN = Duration.ofSeconds(60);
  private static final Duration STOPPED_WITHIN = Duration.ofSeconds(20);

  private final List<Workload> workloads;
  private final Map<Workload, Acks> byWorkload = new LinkedHashMap<>();
  private final Map<String, Acks> byWay = new LinkedHashMap<>();
  private final String checkUrl;
  private final Duration rest;
  private final List<Thread> threads = new ArrayList<>();
  private volatile boolean stopped;

  private Clients(List<Workload> workloads, String checkUrl, Duration rest) {
    this.workloads = workloads;
    this.checkUrl = checkUrl;
    this.rest = rest;
  }

  /**
   * Makes the tables, and begins: one client for each workload and way in.
   *
   * @param ways by name, all to the primary
   * @param checkUrl for JDBC, to it too: what the tables are made, and read in the end, by
   * @param rest of each client after each transaction
   */
  public static Clients start(
      List<Workload> workloads, Map<String, Way> ways, String checkUrl, Duration rest)
      throws Exception {
    Clients clients = new Clients(List.copyOf(workloads), checkUrl, rest);
    workloads.forEach(workload -> clients.byWorkload.put(workload, new Acks()));
    ways.keySet().forEach(way -> clients.byWay.put(way, new Acks()));
    clients.onPrimary(session -> {
      for (Workload workload : workloads) {
        workload.create(session);
      }
      return session.commit();
    });
    int number = 0;
    for (Workload workload : workloads) {
      for (Map.Entry<String, Way> way : ways.entrySet()) {
        int client = number++;
        clients.threads.add(
            Thread.ofVirtual()
                .name("client " + client)
                .start(() -> clients.run(client, workload, way.getKey(), way.getValue())));
      }
    }
    return clients;
  }

  private void run(int client, Workload workload, String name, Way way) {
    List<Acks> acks = List.of(byWorkload.get(workload), byWay.get(name));
    while (!stopped) {
      try (Session session = way.open()) {
        boolean fine = true;
        while (!stopped && fine) {
          Step step = workload.step(client, session);
          if (step.acknowledged()) {
            acks.forEach(Acks::note);
          }
          fine = step.connectionIsFine();
          pause(rest);
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
    return onPrimary(session -> {
      List<Violation> found = new ArrayList<>();
      for (Workload workload : workloads) {
        found.addAll(workload.check(session));
      }
      return found;
    });
  }

  /** Something to do there. */
  @FunctionalInterface
  private interface Task<T> {
    T run(Session session) throws SQLException;
  }

  private <T> T onPrimary(Task<T> task) throws Exception {
    SQLException last = null;
    long end = System.nanoTime() + READY_WITHIN.toNanos();
    while (System.nanoTime() - end < 0) {
      try (Session session = JdbcSession.patient(checkUrl)) {
        return task.run(session);
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
