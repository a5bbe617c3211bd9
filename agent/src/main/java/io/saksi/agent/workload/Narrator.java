package io.saksi.agent.workload;

import com.google.gson.JsonObject;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.LocalTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/** Says what a run sees, a line each: text for people, or JSON for programs. Thread-safe. */
final class Narrator {
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss.SSS");

  private final PrintWriter out;
  private final boolean json;

  Narrator(PrintWriter out, boolean json) {
    this.out = out;
    this.json = json;
  }

  /**
   * @param longest the longest time without a commit that reaches into the time since the last
   *     progress; it may have begun before
   */
  void progress(long acknowledged, long more, Optional<Gap> longest) {
    JsonObject line = new JsonObject();
    line.addProperty("acknowledged", acknowledged);
    line.addProperty("more", more);
    long gapMs = longest.map(Gap::length).orElse(Duration.ZERO).toMillis();
    line.addProperty("longestGapMs", gapMs);
    say(
        "progress",
        line,
        "acknowledged " + acknowledged + " (+" + more + "), longest gap " + gapMs + " ms");
  }

  void event(ServiceEvent event) {
    JsonObject line = new JsonObject();
    switch (event) {
      case ServiceEvent.Lost(_, String cause) -> {
        String oneLine = cause.replaceAll("\\s+", " ");
        line.addProperty("cause", oneLine);
        say("lost", line, "service lost: " + oneLine);
      }
      case ServiceEvent.Back(_, Gap gap) -> {
        line.addProperty("gapMs", gap.length().toMillis());
        say("back", line, "service back: " + gap.length().toMillis() + " ms without it");
      }
    }
  }

  void summary(long acknowledged, long unknown, Optional<Gap> longest) {
    JsonObject line = new JsonObject();
    line.addProperty("acknowledged", acknowledged);
    line.addProperty("unknown", unknown);
    long gapMs = longest.map(Gap::length).orElse(Duration.ZERO).toMillis();
    line.addProperty("longestGapMs", gapMs);
    say(
        "summary",
        line,
        "acknowledged "
            + acknowledged
            + ", outcome unknown "
            + unknown
            + ", longest time without service "
            + gapMs
            + " ms");
  }

  private synchronized void say(String event, JsonObject line, String text) {
    LocalTime now = LocalTime.now(java.time.ZoneId.systemDefault());
    String at = TIME.format(now.truncatedTo(ChronoUnit.MILLIS));
    if (json) {
      line.addProperty("event", event);
      line.addProperty("at", at);
      out.println(line);
    } else {
      out.println(at + "  " + text);
    }
    out.flush();
  }
}
