package io.saksi.chaos.run;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.saksi.chaos.client.Clients;
import io.saksi.chaos.client.Rows;
import io.saksi.chaos.cluster.ClusterSpec;
import io.saksi.chaos.cluster.ContainerCluster;
import io.saksi.chaos.cluster.Node;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The command line of the benchmark; {@code deploy/benchmark.sh} runs it. */
final class Benchmark {
  private static final Duration COST_OVER = Duration.ofSeconds(30);
  private static final Duration PROGRESS_WITHIN = Duration.ofSeconds(30);
  private static final int FLOOR_SAMPLES = 10;
  private static final List<FaultKind> KINDS =
      List.of(
          FaultKind.POSTMASTER_KILLED,
          FaultKind.BACKEND_KILLED,
          FaultKind.AGENT_KILLED,
          FaultKind.GUARD_KILLED,
          FaultKind.NODE_KILLED,
          FaultKind.NODE_FROZEN,
          FaultKind.CUT_OFF,
          FaultKind.CUT_FROM_AGENTS);

  private final JsonObject json = new JsonObject();
  private final int samples;

  private Benchmark(int samples) {
    this.samples = samples;
  }

  /** Exit status: 0 it was measured; 1 it could not be; 2 wrong usage. */
  static void main(String[] arguments) throws Exception {
    BenchmarkOptions options;
    try {
      options = BenchmarkOptions.parse(arguments);
    } catch (IllegalArgumentException e) {
      System.err.println("benchmark: " + e.getMessage());
      System.exit(2);
      return;
    }
    JsonObject json =
        options.switchover() ? switchovers(options) : new Benchmark(options.samples()).run();
    if (options.json().isPresent()) {
      Files.writeString(
          options.json().get(), new GsonBuilder().setPrettyPrinting().create().toJson(json) + "\n");
    }
    System.exit(0);
  }

  private static JsonObject switchovers(BenchmarkOptions options) throws Exception {
    try (ContainerCluster cluster = ContainerCluster.start(ClusterSpec.ofThree())) {
      return new SwitchoverBenchmark(cluster, options).run();
    }
  }

  private JsonObject run() throws Exception {
    try (ContainerCluster cluster = ContainerCluster.start(ClusterSpec.ofThree())) {
      floor(cluster);
      costs(cluster);
      System.out.println(
          "time without an acknowledged write, of the primary, by the fastest way in, ms:");
      JsonArray kinds = new JsonArray();
      for (FaultKind kind : KINDS) {
        kinds.add(kind(cluster, kind));
      }
      json.add("without_service", kinds);
    }
    return json;
  }

  private void floor(ContainerCluster cluster) throws Exception {
    Figures floor = new Floor(cluster).measure(FLOOR_SAMPLES);
    System.out.println("the floor, promotion of PostgreSQL alone, ms: " + floor);
    json.add("floor", floor.json());
  }

  private void costs(ContainerCluster cluster) throws Exception {
    System.out.println("standing by, idle:");
    JsonArray costs = new JsonArray();
    cluster.view().awaitWhole();
    for (Node node : cluster.nodes()) {
      Cost cost = Cost.measure(cluster, node, COST_OVER);
      System.out.println("  " + cost);
      costs.add(cost.json());
    }
    json.add("standing_by", costs);
  }

  private JsonObject kind(ContainerCluster cluster, FaultKind kind) throws Exception {
    List<Chronicle.Struck> struck = new ArrayList<>();
    Map<String, List<Long>> phases = new LinkedHashMap<>();
    try (Clients clients =
            Clients.start(List.of(new Rows()), Ways.ofJdbc(cluster), cluster.routerUrl());
        Phases told = new Phases(cluster.view())) {
      Chronicle chronicle = new Chronicle();
      for (Strike strike : Schedule.times(kind, samples)) {
        clients.awaitProgress(PROGRESS_WITHIN);
        long epoch = cluster.view().awaitWhole().getReign().getEpoch();
        Chronicle.Struck one;
        try {
          one = new Striker(cluster, chronicle, clients).strike(strike);
        } catch (Unrecovered e) {
          cluster.keepLogs("benchmark-" + kind);
          throw e;
        }
        struck.add(one);
        told.since(chronicle.nanoTime(one.at()), epoch)
            .forEach((phase, at) -> phases.computeIfAbsent(phase, _ -> new ArrayList<>()).add(at));
      }
    }
    JsonObject result = new JsonObject();
    Figures best = Figures.of(struck.stream().map(Chronicle.Struck::cluster).toList());
    result.addProperty("kind", kind.name());
    result.add("fastest_way", best.json());
    System.out.printf("  %-18s %s", kind, best);
    cluster
        .ways()
        .keySet()
        .forEach(way ->
            result.add(
                way,
                Figures.of(struck.stream().map(s -> s.withoutService().get(way)).toList()).json()));
    JsonObject since = new JsonObject();
    phases.forEach((phase, at) -> {
      since.add(phase, Figures.of(at).json());
      System.out.printf("  %s %d", phase, Figures.of(at).median());
    });
    System.out.println();
    result.add("first_told_after", since);
    return result;
  }
}
