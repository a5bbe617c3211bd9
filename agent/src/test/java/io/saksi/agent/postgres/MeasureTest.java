package io.saksi.agent.postgres;

import static io.saksi.agent.postgres.TestNode.BOUND;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.saksi.core.model.SyncSet;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * No test but a measurement, for {@code deploy/measure.sh}: how long each step of a failover takes
 * on one node, median and worst of {@code -Dsaksi.measure} runs.
 */
@Tag(OrdinaryUser.TAG)
@EnabledIfSystemProperty(named = "saksi.measure", matches = "\\d+")
class MeasureTest {
  private final Map<String, List<Double>> figures = new LinkedHashMap<>();

  @Test
  void measure() throws Exception {
    int runs = Integer.getInteger("saksi.measure");
    // The first one warms up.
    for (int run = 0; run <= runs; run++) {
      if (run == 1) {
        figures.clear();
      }
      once();
    }
    String version = TestCluster.installation().version();
    table(version, runs);
    System.out.println("figures: " + json(version, runs));
  }

  /** Read by the script, which knows the lines by their first word. */
  private void table(String version, int runs) {
    System.out.printf(
        "table: %-32s %10s %10s%n", "PostgreSQL " + version + ", ms", "median", "worst");
    figures.forEach((what, millis) ->
        System.out.printf("table:   %-30s %10.1f %10.1f%n", what, median(millis), worst(millis)));
    System.out.printf("table:   %d runs%n", runs);
  }

  private String json(String version, int runs) {
    JsonObject all = new JsonObject();
    all.addProperty("postgresql", version);
    all.addProperty("runs", runs);
    JsonArray steps = new JsonArray();
    figures.forEach((what, millis) -> {
      JsonObject step = new JsonObject();
      step.addProperty("step", what);
      step.addProperty("median_ms", median(millis));
      step.addProperty("worst_ms", worst(millis));
      steps.add(step);
    });
    all.add("steps", steps);
    return all.toString();
  }

  /** Of an even number the mean of the two in the middle. */
  static double median(List<Double> millis) {
    List<Double> sorted = millis.stream().sorted().toList();
    int middle = sorted.size() / 2;
    double upper = sorted.get(middle);
    return rounded(sorted.size() % 2 == 1 ? upper : (sorted.get(middle - 1) + upper) / 2);
  }

  private static double worst(List<Double> millis) {
    return rounded(millis.stream().max(Double::compare).orElseThrow());
  }

  private static double rounded(double millis) {
    return Math.round(millis * 10) / 10.0;
  }

  private void once() throws Exception {
    try (TestCluster cluster = new TestCluster()) {
      TestNode a = cluster.primary();
      a.asClient("CREATE TABLE t (x int)");
      TestNode b = cluster.standby("b", a);
      TestNode c = cluster.standby("c", a);
      b.postgres.setGate(Gate.READ, BOUND);
      timed("gate close", () -> a.postgres.setGate(Gate.CLOSED, BOUND));
      timed("gate open", () -> a.postgres.setGate(Gate.WRITE, BOUND));
      timed("kill to dead", () -> a.postgres.killAll(BOUND));
      timed("revoke", () -> b.postgres.revoke(BOUND));
      c.postgres.revoke(BOUND);
      b.postgres.ensureSlots(Set.of(a.id, c.id), BOUND);
      SyncSetting sync = SyncSetting.of(SyncSet.any(1, List.of(c.id)));
      long promote = System.nanoTime();
      timed("promote, caught up", () -> b.postgres.promote(2, sync, BOUND));
      timed("follow the new primary", () -> c.postgres.follow(b.upstreamFor(c), BOUND));
      b.postgres.setGate(Gate.WRITE, BOUND);
      b.asClient("INSERT INTO t VALUES (1)");
      add("promote to first commit", promote);
      timed("sync set in force", () -> b.postgres.applySync(sync, BOUND));
    }
  }

  private void timed(String what, TestCluster.Step step) throws Exception {
    long start = System.nanoTime();
    step.run();
    add(what, start);
  }

  private void add(String what, long start) {
    figures.computeIfAbsent(what, _ -> new ArrayList<>()).add((System.nanoTime() - start) / 1e6);
  }
}
