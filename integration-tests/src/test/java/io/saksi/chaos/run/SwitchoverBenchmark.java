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
    JsonObject result = new JsonObject();
    try (Clients clients =
            Clients.start(List.of(new Rows()), Ways.ofJdbc(cluster), cluster.routerUrl());
        Callers callers = Callers.start(cluster.routerUrl())) {
      for (int i = 0; i < options.samples(); i++) {
        once(clients)
            .forEach((way, gap) -> gaps.computeIfAbsent(way, _ -> new ArrayList<>()).add(gap));
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
    return result;
  }

  /** By each way in, and by whichever was first back. */
  private Map<String, Long> once(Clients clients) throws Exception {
    ClusterStatus before = cluster.view().awaitWhole();
    Node primary = cluster.node(before.getReign().getPrimary());
    String target = before.getSyncSet().getMembers(0);
    clients.awaitProgress(PROGRESS_WITHIN);
    long from = System.nanoTime();
    Answer answer =
        primary.bash(
            "saksi switchover --reason benchmark --to %s --agents %s:%d"
                .formatted(target, primary.address(), Node.AGENT_PORT));
    if (!answer.succeeded()) {
      throw new IllegalStateException("the switchover failed: " + answer.said());
    }
    clients.awaitProgress(PROGRESS_WITHIN);
    long to = System.nanoTime();
    Map<String, Long> gaps = new LinkedHashMap<>();
    clients.byWay().forEach((way, acks) -> gaps.put(way, Round.gapMillis(acks, from, to)));
    return gaps;
  }
}
