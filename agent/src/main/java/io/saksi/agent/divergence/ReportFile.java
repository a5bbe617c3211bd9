package io.saksi.agent.divergence;

import com.google.gson.FieldNamingPolicy;
import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonParseException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** The report as JSON; its names are a promise, fields may be added. */
public final class ReportFile {
  public static final String NAME = "report.json";

  /** Well beyond what {@link Tally}'s bounds allow for, and below gRPC's largest message. */
  public static final long LARGEST = 3L << 20;

  private static final Gson GSON =
      new GsonBuilder()
          .setFieldNamingPolicy(FieldNamingPolicy.LOWER_CASE_WITH_UNDERSCORES)
          .serializeNulls()
          .setPrettyPrinting()
          .disableHtmlEscaping()
          .create();

  private ReportFile() {}

  public static String toJson(DivergenceReport report) {
    String json = GSON.toJson(report);
    // Names may be long and of any letters: what fits is seen only when it is written.
    for (int most = 100; isTooLarge(json) && most > 0; most /= 4) {
      json = GSON.toJson(shortened(report, most));
    }
    return isTooLarge(json) ? GSON.toJson(shortened(report, 0)) : json;
  }

  private static boolean isTooLarge(String json) {
    return json.getBytes(StandardCharsets.UTF_8).length >= LARGEST / 2;
  }

  private static DivergenceReport shortened(DivergenceReport r, int most) {
    int kept = Math.min(most, r.transactions().size());
    int relations = Math.min(10 * most, r.relations().size());
    return new DivergenceReport(
        r.format(),
        r.id(),
        r.node(),
        r.written(),
        r.instance(),
        r.timeline(),
        r.fork(),
        r.end(),
        r.reason(),
        r.unacknowledged(),
        r.possiblyAcknowledged(),
        r.aborted(),
        r.unfinished(),
        r.notTold(),
        r.relations().subList(0, relations),
        r.transactions().subList(0, kept),
        r.omitted() + r.transactions().size() - kept);
  }

  /**
   * @throws IOException also if it is damaged, or was written by a later version
   */
  public static DivergenceReport read(Path file) throws IOException {
    if (Files.size(file) > LARGEST) {
      throw new IOException(file + " is larger than any report");
    }
    return parse(Files.readString(file));
  }

  public static DivergenceReport parse(String json) throws IOException {
    try {
      DivergenceReport report = GSON.fromJson(json, DivergenceReport.class);
      if (report == null || report.format() != DivergenceReport.FORMAT) {
        throw new IOException("no report of format " + DivergenceReport.FORMAT);
      }
      if (!report.isWhole()) {
        throw new IOException("the report is damaged: a part of it is missing");
      }
      return report;
    } catch (JsonParseException e) {
      throw new IOException("the report is damaged: " + e.getMessage(), e);
    }
  }
}
