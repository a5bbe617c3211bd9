package io.saksi.agent.postgres;

import static io.saksi.agent.postgres.TestNode.BOUND;

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
    System.out.println(TestCluster.installation().version() + ", " + runs + " runs");
    figures.forEach((what, millis) -> {
      List<Double> sorted = millis.stream().sorted().toList();
      System.out.printf(
          "measured: %-34s median %6.1f ms, worst %6.1f ms%n",
          what, sorted.get(sorted.size() / 2), sorted.getLast());
    });
  }

  private void once() throws Exception {
    try (TestCluster cluster = new TestCluster()) {
      TestNode a = cluster.primary();
      a.asClient("CREATE TABLE t (x int)");
      TestNode b = cluster.standby("b", a);
      TestNode c = cluster.standby("c", a);
      b.postgres.setGate(Gate.READ, BOUND);
      timed("gate closed", () -> a.postgres.setGate(Gate.CLOSED, BOUND));
      timed("gate opened", () -> a.postgres.setGate(Gate.WRITE, BOUND));
      timed("every process killed", () -> a.postgres.killAll(BOUND));
      timed("revoked", () -> b.postgres.revoke(BOUND));
      c.postgres.revoke(BOUND);
      b.postgres.ensureSlots(Set.of(a.id, c.id), BOUND);
      SyncSetting sync = SyncSetting.of(SyncSet.any(1, List.of(c.id)));
      long promote = System.nanoTime();
      timed("promoted, caught up", () -> b.postgres.promote(2, sync, BOUND));
      timed("streams from the new primary", () -> c.postgres.follow(b.upstreamFor(c), BOUND));
      b.postgres.setGate(Gate.WRITE, BOUND);
      b.asClient("INSERT INTO t VALUES (1)");
      add("promotion to first commit, with c", promote);
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
