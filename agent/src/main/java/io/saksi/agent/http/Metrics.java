package io.saksi.agent.http;

import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.instrumentation.jvm.JvmGarbageCollectorMetrics;
import io.prometheus.metrics.instrumentation.jvm.JvmMemoryMetrics;
import io.prometheus.metrics.instrumentation.jvm.JvmRuntimeInfoMetric;
import io.prometheus.metrics.instrumentation.jvm.ProcessMetrics;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.saksi.core.model.Moment;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * The metrics in Prometheus' text format. Nothing is counted while nobody asks: they are made when
 * they are asked for, and not more often than {@link #STANDS}, however many ask. Confined to the
 * server's thread.
 */
final class Metrics {
  private static final int OK = 200;
  private static final Duration STANDS = Duration.ofMillis(500);

  private final NodeSource source;
  private final Traffic traffic;
  private final PrometheusTextFormatWriter writer = PrometheusTextFormatWriter.create();
  private PrometheusRegistry registry;
  private Answer last;
  private Moment madeAt;

  Metrics(NodeSource source, Traffic traffic) {
    this.source = source;
    this.traffic = traffic;
  }

  Answer answer() {
    Moment now = source.status().now();
    if (last == null || now.since(madeAt).compareTo(STANDS) >= 0) {
      last = new Answer(OK, writer.getContentType(), text());
      madeAt = now;
    }
    return last;
  }

  private String text() {
    if (registry == null) {
      registry = registry();
    }
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    try {
      writer.write(text, registry.scrape());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString(StandardCharsets.UTF_8);
  }

  /**
   * Of the JVM's own only what is read at no cost to the others: what looks for deadlocks halts
   * every thread.
   */
  private PrometheusRegistry registry() {
    PrometheusRegistry made = new PrometheusRegistry();
    made.register(new NodeMetrics(source, traffic));
    JvmGarbageCollectorMetrics.builder().register(made);
    JvmMemoryMetrics.builder().register(made);
    JvmRuntimeInfoMetric.builder().register(made);
    ProcessMetrics.builder().register(made);
    return made;
  }
}
