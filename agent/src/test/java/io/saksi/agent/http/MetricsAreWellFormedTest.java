package io.saksi.agent.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The text format, read as strictly as its specification allows (version 0.0.4). */
class MetricsAreWellFormedTest {
  private static final String NAME = "[a-zA-Z_:][a-zA-Z0-9_:]*";
  private static final String LABEL = "[a-zA-Z_][a-zA-Z0-9_]*=\"(?:[^\"\\\\\n]|\\\\[\"\\\\n])*\"";
  private static final Pattern META =
      Pattern.compile("# (?:HELP (" + NAME + ") .*|TYPE (" + NAME + ") (gauge|counter|summary))");
  private static final Pattern SAMPLE =
      Pattern.compile(
          "("
              + NAME
              + ")(\\{"
              + LABEL
              + "(?:,"
              + LABEL
              + ")*\\})? (-?[0-9.]+(?:E-?[0-9]+)?|NaN|[+-]Inf)");

  /** Every sample by name and labels, after checking each line. */
  private static Map<String, Double> parse(String text) {
    assertThat(text).endsWith("\n");
    Map<String, Double> samples = new TreeMap<>();
    Map<String, String> types = new TreeMap<>();
    Set<String> done = new TreeSet<>();
    String family = "";
    for (String line : text.split("\n", -1)) {
      if (line.isEmpty()) {
        continue;
      }
      Matcher meta = META.matcher(line);
      if (line.startsWith("#")) {
        assertThat(meta.matches()).as(line).isTrue();
        String name = meta.group(1) == null ? meta.group(2) : meta.group(1);
        if (!name.equals(family)) {
          assertThat(done.add(name)).as("one block of " + name).isTrue();
          family = name;
        }
        if (meta.group(3) != null) {
          types.put(name, meta.group(3));
        }
        continue;
      }
      Matcher sample = SAMPLE.matcher(line);
      assertThat(sample.matches()).as(line).isTrue();
      String of = sample.group(1);
      assertThat(of.equals(family) || of.equals(family + "_sum") || of.equals(family + "_count"))
          .as(line + " belongs to " + family)
          .isTrue();
      assertThat(types).as(line).containsKey(family);
      if (types.get(family).equals("counter")) {
        assertThat(of).endsWith("_total");
      }
      String key = of + (sample.group(2) == null ? "" : sample.group(2));
      assertThat(samples.put(key, number(sample.group(3)))).as("once: " + key).isNull();
    }
    return samples;
  }

  private static double number(String text) {
    return switch (text) {
      case "+Inf" -> Double.POSITIVE_INFINITY;
      case "-Inf" -> Double.NEGATIVE_INFINITY;
      case String other -> Double.parseDouble(other);
    };
  }

  private static Map<String, Double> of(FakeNode node) throws Exception {
    try (Served served = new Served(node)) {
      var answer = served.get("/metrics");
      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.headers().firstValue("content-type").orElseThrow())
          .startsWith("text/plain; version=0.0.4");
      return parse(answer.body());
    }
  }

  private static String on(String node, String name, String... more) {
    Set<String> labels = new TreeSet<>(Set.of(more));
    labels.addAll(Set.of("cluster=\"shop\"", "node=\"" + node + "\""));
    return name + "{" + String.join(",", labels) + "}";
  }

  @Test
  void ofAnOpenPrimary() throws Exception {
    Map<String, Double> metrics = of(FakeNode.openPrimary());
    assertThat(metrics)
        .containsEntry(on("a", "saksi_primary"), 1.0)
        .containsEntry(on("a", "saksi_role", "role=\"primary\""), 1.0)
        .containsEntry(on("a", "saksi_role", "role=\"replica\""), 0.0)
        .containsEntry(on("a", "saksi_gate", "gate=\"write\""), 1.0)
        .containsEntry(on("a", "saksi_epoch"), 1.0)
        .containsEntry(on("a", "saksi_lease_remaining_seconds"), 3.0)
        .containsEntry(on("a", "saksi_sync_set_size"), 1.0)
        .containsEntry(on("a", "saksi_sync_set_required"), 1.0)
        .containsEntry(on("a", "saksi_mode", "mode=\"sync-auto\""), 1.0)
        .containsEntry(on("a", "saksi_promotions_total"), 0.0)
        .containsEntry(on("a", "saksi_problems", "code=\"SLOT_LOST\"", "on=\"a\""), 1.0)
        .containsEntry(on("a", "saksi_raft_leader"), 0.0)
        .containsEntry(on("a", "saksi_raft_term"), 3.0)
        .containsEntry(on("a", "saksi_raft_applied_index"), 42.0)
        .containsEntry(on("a", "saksi_event_loop_delay_seconds"), 0.0)
        .containsEntry(on("a", "saksi_wal_flushed_bytes"), (double) FakeNode.END)
        .containsEntry(on("a", "saksi_archive_lag_bytes"), (double) FakeNode.WAITS)
        .doesNotContainKey(on("a", "saksi_replication_lag_bytes"))
        .containsKeys("process_cpu_seconds_total", "jvm_memory_used_bytes{area=\"heap\"}");
  }

  @Test
  void ofAStandby() throws Exception {
    FakeNode node = FakeNode.standby(Cluster.B, 4096);
    node.state = java.util.Optional.of(Cluster.openA());
    assertThat(of(node))
        .containsEntry(on("b", "saksi_primary"), 0.0)
        .containsEntry(on("b", "saksi_readable_standby"), 1.0)
        .containsEntry(on("b", "saksi_sync_standby"), 1.0)
        .containsEntry(on("b", "saksi_replication_lag_bytes"), 2048.0)
        .containsEntry(on("b", "saksi_replay_lag_bytes"), 4096.0)
        .containsEntry(on("b", "saksi_streaming"), 1.0)
        .containsEntry(on("b", "saksi_raft_leader"), 1.0)
        .doesNotContainKey(on("b", "saksi_archive_lag_bytes"))
        .doesNotContainKey(on("b", "saksi_lease_remaining_seconds"));
  }

  /** What is not known has no value. */
  @Test
  void ofANodeThatKnowsNothing() throws Exception {
    FakeNode node = FakeNode.witness();
    node.own = java.util.Optional.empty();
    node.state = java.util.Optional.empty();
    node.picture = java.util.Optional.empty();
    assertThat(of(node).keySet())
        .contains("saksi_primary{cluster=\"\",node=\"w\"}")
        .noneMatch(name -> name.startsWith("saksi_gate") || name.startsWith("saksi_epoch"))
        .noneMatch(name -> name.startsWith("saksi_members_live"));
  }

  /** However many scrape: a failover shows within half a second, and costs no more than that. */
  @Test
  void theyAreMadeTwiceASecondAtMost() throws Exception {
    FakeNode node = FakeNode.openPrimary();
    try (Served served = new Served(node)) {
      String first = served.get("/metrics").body();
      node.armed = java.util.Optional.empty();
      assertThat(served.get("/metrics").body()).isEqualTo(first);
      node.pass(Duration.ofMillis(500));
      assertThat(served.get("/metrics").body())
          .contains("saksi_primary{cluster=\"shop\",node=\"a\"} 0");
    }
  }
}
