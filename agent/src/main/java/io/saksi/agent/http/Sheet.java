package io.saksi.agent.http;

import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Metrics of one moment, each with the same labels of where it is from. */
final class Sheet {
  private static final double NANOS = 1e9;

  private final Labels common;
  private final List<MetricSnapshot> made = new ArrayList<>();

  Sheet(String cluster, String node) {
    common = Labels.of("cluster", cluster, "node", node);
  }

  void gauge(String name, String help, long value) {
    gauge(name, help, Map.of(), value);
  }

  void gauge(String name, String help, Map<String, String> labels, long value) {
    add(name, help, labels, (double) value);
  }

  private void add(String name, String help, Map<String, String> labels, double value) {
    made.add(GaugeSnapshot.builder().name(name).help(help).dataPoint(point(labels, value)).build());
  }

  void gauge(String name, String help, boolean value) {
    gauge(name, help, value ? 1 : 0);
  }

  void seconds(String name, String help, Duration value) {
    add(name, help, Map.of(), value.toNanos() / NANOS);
  }

  /** A value of an enum: 1 for the one that it is, 0 for the others. */
  <E extends Enum<E>> void oneOf(String name, String help, String label, E[] all, E now) {
    GaugeSnapshot.Builder gauge = GaugeSnapshot.builder().name(name).help(help);
    for (E each : all) {
      String word = each.name().toLowerCase(Locale.ROOT).replace('_', '-');
      gauge.dataPoint(point(Map.of(label, word), each == now ? 1 : 0));
    }
    made.add(gauge.build());
  }

  /** One value for each combination of labels; nothing where there is none. */
  void gauges(String name, String help, Map<Map<String, String>, Integer> values) {
    GaugeSnapshot.Builder gauge = GaugeSnapshot.builder().name(name).help(help);
    values.forEach((labels, value) -> gauge.dataPoint(point(labels, value)));
    made.add(gauge.build());
  }

  /**
   * @param name without {@code _total}
   */
  void counter(String name, String help, long value) {
    made.add(
        CounterSnapshot.builder()
            .name(name)
            .help(help)
            .dataPoint(
                CounterSnapshot.CounterDataPointSnapshot.builder()
                    .labels(common)
                    .value((double) value)
                    .build())
            .build());
  }

  MetricSnapshots all() {
    return new MetricSnapshots(made);
  }

  private GaugeSnapshot.GaugeDataPointSnapshot point(Map<String, String> labels, double value) {
    Labels all = common;
    for (Map.Entry<String, String> label : labels.entrySet()) {
      all = all.add(label.getKey(), label.getValue());
    }
    return GaugeSnapshot.GaugeDataPointSnapshot.builder().labels(all).value(value).build();
  }
}
