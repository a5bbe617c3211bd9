package io.saksi.chaos.run;

import com.google.gson.JsonObject;
import java.util.Collection;
import java.util.List;

/** What is said of several measurements of one thing, in milliseconds. */
record Figures(int samples, long median, long p95, long worst) {
  static Figures of(Collection<Long> values) {
    List<Long> sorted = values.stream().sorted().toList();
    if (sorted.isEmpty()) {
      return new Figures(0, 0, 0, 0);
    }
    return new Figures(sorted.size(), rank(sorted, 0.5), rank(sorted, 0.95), sorted.getLast());
  }

  /** The nearest rank: one that was measured. */
  private static long rank(List<Long> sorted, double part) {
    return sorted.get((int) Math.ceil(part * sorted.size()) - 1);
  }

  JsonObject json() {
    JsonObject json = new JsonObject();
    json.addProperty("samples", samples);
    json.addProperty("median_ms", median);
    json.addProperty("p95_ms", p95);
    json.addProperty("worst_ms", worst);
    return json;
  }

  @Override
  public String toString() {
    return "median %6d  p95 %6d  worst %6d".formatted(median, p95, worst);
  }
}
