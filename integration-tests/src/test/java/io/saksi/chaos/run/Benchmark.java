package io.saksi.chaos.run;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.saksi.chaos.client.Clients;
import io.saksi.chaos.client.Rows;
import io.saksi.chaos.cluster.ClusterSpec;
import io.saksi.chaos.cluster.ContainerCluster;
import io.saksi.chaos.cluster.Node;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The command line of the benchmark; {@code deploy/benchmark.sh} runs it. */
final class Benchmark {
  static final List<FaultKind> KINDS =
      List.of(
          FaultKind.POSTMASTER_KILLED,
          FaultKind.BACKEND_KILLED,
          FaultKind.AGENT_KILLED,
          FaultKind.GUARD_KILLED,
          FaultKind.NODE_KILLED,
          FaultKind.NODE_FROZEN,
          FaultKind.CUT_OFF,
          FaultKind.CUT_FROM_AGENTS);
  private static final Duration COST_OVER = Duration.ofSeconds(30);
  private static final Duration PROGRESS_WITHIN = Duration.ofSeconds(30);
  private static final int FLOOR_SAMPLES = 10;

  private final JsonObject json = new JsonObject();
  private final BenchmarkDrawing drawing = new BenchmarkDrawing();
  private final BenchmarkOptions options;

  private Benchmark(BenchmarkOptions options) {
    this.options = options;
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
    if (options.switchover()) {
      write(options, switchovers(options));
    } else {
      new Benchmark(options).run();
    }
    System.exit(0);
  }

  private static void write(BenchmarkOptions options, JsonObject json) throws IOException {
    if (options.json().isPresent()) {
      Files.writeString(
          options.json().get(), new GsonBuilder().setPrettyPrinting().create().toJson(json) + "\n");
    }
  }

  private static JsonObject switchovers(BenchmarkOptions options) throws Exception {
    try (ContainerCluster cluster = ContainerCluster.start(ClusterSpec.ofThree().roomy())) {
      return new SwitchoverBenchmark(cluster, options).run();
    }
  }

  private void run() throws Exception {
    JsonArray kinds = new JsonArray();
    json.add("without_service", kinds);
    for (String profile : options.profiles()) {
      ClusterSpec spec = ClusterSpec.ofThree().roomy().with(profile);
      try (ContainerCluster cluster = ContainerCluster.start(spec)) {
        if (kinds.isEmpty()) {
          floor(cluster);
        }
        costs(cluster, profile);
        System.out.printf(
            "%s: time without an acknowledged write, of the primary, by the fastest way in, ms;"
                + " since the strike, what the incident record says%n",
            profile);
        for (FaultKind kind : options.only()) {
          kinds.add(kind(cluster, profile, kind));
          save(); // whoever ends it has what was measured until then
        }
      }
    }
  }

  private void save() throws IOException {
    write(options, json);
    if (options.html().isPresent()) {
      Files.writeString(options.html().get(), drawing.page());
    }
  }

  private void floor(ContainerCluster cluster) throws Exception {
    Figures floor = new Floor(cluster).measure(FLOOR_SAMPLES);
    System.out.println("the floor, promotion of PostgreSQL alone, ms: " + floor);
    json.add("floor", floor.json());
    drawing.floor(floor);
  }

  private void costs(ContainerCluster cluster, String profile) throws Exception {
    System.out.println(profile + ": standing by, idle:");
    JsonArray costs = new JsonArray();
    cluster.view().awaitWhole();
    for (Node node : cluster.nodes()) {
      Cost cost = Cost.measure(cluster, node, COST_OVER);
      System.out.println("  " + cost);
      costs.add(cost.json());
    }
    json.add("standing_by_" + profile, costs);
  }

  private JsonObject kind(ContainerCluster cluster, String profile, FaultKind kind)
      throws Exception {
    List<Chronicle.Struck> struck = new ArrayList<>();
    Steps steps = new Steps();
    try (Clients clients =
        Clients.start(
            List.of(new Rows()), Ways.ofJdbc(cluster), cluster.routerUrl(), Clients.BUSY)) {
      for (Strike strike : Schedule.times(kind, options.samples())) {
        clients.awaitProgress(PROGRESS_WITHIN);
        cluster.view().awaitWhole();
        struck.add(strike(cluster, clients, strike, steps));
      }
    }
    JsonObject result = new JsonObject();
    Figures best = Figures.of(struck.stream().map(Chronicle.Struck::cluster).toList());
    result.addProperty("profile", profile);
    result.addProperty("kind", kind.name());
    result.add("fastest_way", best.json());
    cluster
        .ways()
        .keySet()
        .forEach(way ->
            result.add(
                way,
                Figures.of(struck.stream().map(s -> s.withoutService().get(way)).toList()).json()));
    result.add("steps_since_the_strike", steps.json());
    drawing.bar(profile + ", " + kind.name().toLowerCase(Locale.ROOT).replace('_', ' '), best);
    System.out.printf("  %-18s %s  %s%n", kind, best, steps);
    return result;
  }

  private Chronicle.Struck strike(
      ContainerCluster cluster, Clients clients, Strike strike, Steps steps) throws Exception {
    Chronicle chronicle = new Chronicle();
    long wallBefore = System.currentTimeMillis() - chronicle.now();
    try {
      Chronicle.Struck struck = new Striker(cluster, chronicle, clients).strike(strike);
      cluster
          .view()
          .newestIncident()
          .ifPresent(incident -> steps.add(incident, wallBefore + struck.at()));
      return struck;
    } catch (Unrecovered e) {
      cluster.keepLogs("benchmark-" + strike.kind());
      throw e;
    }
  }
}
