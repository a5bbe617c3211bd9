package io.saksi.chaos.run;

import com.google.gson.JsonObject;
import io.saksi.chaos.client.Callers;
import io.saksi.chaos.client.Clients;
import io.saksi.chaos.client.Rows;
import io.saksi.chaos.cluster.Answer;
import io.saksi.chaos.cluster.ContainerCluster;
import io.saksi.chaos.cluster.Node;
import io.saksi.proto.v1.ClusterStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Planned switchovers, to and fro: how long clients have no acknowledged write, by each way in, and
 * whether a new connection by the router fails.
 */
final class SwitchoverBenchmark {
  private static final Duration PROGRESS_WITHIN = Duration.ofSeconds(30);
  private static final int FLOOR_SAMPLES = 10;
  private final ContainerCluster cluster;
  private final BenchmarkOptions options;
  private final JsonObject json = new JsonObject();
  private final Map<String, List<Long>> told = new LinkedHashMap<>();

  SwitchoverBenchmark(ContainerCluster cluster, BenchmarkOptions options) {
    this.cluster = cluster;
    this.options = options;
  }

  JsonObject run() throws Exception {
    Figures floor = new Floor(cluster).measureSwitch(FLOOR_SAMPLES);
    System.out.println(
        "the floor, PostgreSQL alone, fast shutdown and promotion up to the first row, ms: "
            + floor);
    json.add("floor", floor.json());
    System.out.println("time without an acknowledged write, ms:");
    cluster.view().awaitWhole();
    json.add("idle", several("idle"));
    if (options.load() > 0) {
      try (Pgbench pgbench = Pgbench.start(cluster, options.load(), Duration.ofHours(1))) {
        json.add("loaded", several("under pgbench, " + options.load() + " clients"));
        json.addProperty("pgbench", pgbench.progress());
      }
    }
    return json;
  }

  private JsonObject several(String when) throws Exception {
    Map<String, List<Long>> gaps = new LinkedHashMap<>();
    Steps steps = new Steps();
    JsonObject result = new JsonObject();
    try (Clients clients =
            Clients.start(
                List.of(new Rows()), Ways.ofJdbc(cluster), cluster.routerUrl(), Clients.BUSY);
        Callers callers = Callers.start(cluster.routerUrl())) {
      for (int i = 0; i < options.samples(); i++) {
        once(clients)
            .forEach((way, gap) -> gaps.computeIfAbsent(way, _ -> new ArrayList<>()).add(gap));
        cluster
            .view()
            .newestIncident()
            .filter(incident -> incident.getStepsCount() > 0)
            .ifPresent(incident -> steps.add(incident, incident.getSteps(0).getAtMs()));
      }
      System.out.printf(
          "  %s; new connections by the router: %d made, %d failed %s%n",
          when, callers.made(), callers.failed(), callers.lastFailure());
      result.addProperty("new_connections", callers.made());
      result.addProperty("new_connections_failed", callers.failed());
    }
    gaps.forEach((way, millis) -> {
      System.out.printf("    %-18s %s%n", way, Figures.of(millis));
      result.add(way, Figures.of(millis).json());
    });
    System.out.println("    since the order, as the incident record has it, median: " + steps);
    result.add("steps_since_the_order", steps.json());
    told.forEach((what, millis) -> {
      System.out.printf("    %-18s %s%n", what, Figures.of(millis));
      result.add(what, Figures.of(millis).json());
    });
    told.clear();
    return result;
  }

  /** What the operator is told: before, and after. */
  private void note(String said) {
    for (String what : List.of("predicted_ms", "outage_ms")) {
      Matcher number = Pattern.compile("\"" + what + "\": *([0-9]+)").matcher(said);
      long last = -1;
      while (number.find()) {
        last = Long.parseLong(number.group(1));
      }
      if (last >= 0) {
        told.computeIfAbsent(what, _ -> new ArrayList<>()).add(last);
      }
    }
  }

  /**
   * The longest time without an acknowledgement, by each way in. Under load a standby may be behind
   * when the order is given: that is measured too, and no reason to end.
   */
  private Map<String, Long> once(Clients clients) throws Exception {
    ClusterStatus before = cluster.view().awaitWhole();
    Node primary = cluster.node(before.getReign().getPrimary());
    String target = before.getSyncSet().getMembers(0);
    clients.awaitProgress(PROGRESS_WITHIN);
    long from = System.nanoTime();
    Answer answer =
        primary.bash(
            "saksi switchover --json --reason benchmark --ignore-obstacles --to %s --agents %s:%d"
                .formatted(target, primary.address(), Node.AGENT_PORT));
    if (!answer.succeeded()) {
      throw new IllegalStateException("the switchover failed: " + answer.said());
    }
    note(answer.said());
    clients.awaitProgress(PROGRESS_WITHIN);
    long to = System.nanoTime();
    Map<String, Long> gaps = new LinkedHashMap<>();
    clients.byWay().forEach((way, acks) -> gaps.put(way, Round.gapMillis(acks, from, to)));
    return gaps;
  }
}
