package io.saksi.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;

/** What the cluster remembers of what was done to it. */
final class Incidents {
  private static final long LONGEST_OUTAGE_MILLIS = 60_000;

  private Incidents() {}

  /** The last one, as a program reads it; without the secret. */
  static Told newest(TestCluster cluster) throws Exception {
    return new Told(ask(cluster, "list").getAsJsonArray("incidents").get(0).getAsJsonObject());
  }

  static Told show(TestCluster cluster, long number) throws Exception {
    return new Told(ask(cluster, "show", Long.toString(number)));
  }

  private static JsonObject ask(TestCluster cluster, String... words) throws Exception {
    List<String> line = new ArrayList<>(List.of("incident"));
    line.addAll(List.of(words));
    line.addAll(List.of("--json", "--agents", String.join(",", cluster.agentAddresses())));
    Run run = Run.of(cluster.area(), line);
    assertThat(run.code()).as(run.said()).isZero();
    return JsonParser.parseString(run.said()).getAsJsonObject();
  }

  record Told(JsonObject json) {
    String text(String name) {
      return json.get(name).getAsString();
    }

    /** In the order of the log. */
    List<String> phases() {
      return StreamSupport.stream(json.getAsJsonArray("phases").spliterator(), false)
          .map(JsonElement::getAsJsonObject)
          .map(phase -> phase.get("phase").getAsString())
          .toList();
    }

    /** And with a duration that can be: of the outage, and of every phase but the first. */
    void isWithoutLoss() {
      JsonObject loss = json.getAsJsonObject("loss");
      assertThat(loss.get("proven").getAsBoolean()).as(json.toString()).isTrue();
      assertThat(loss.get("bytes").getAsLong()).as(json.toString()).isZero();
      assertThat(json.get("outage_ms").getAsLong()).isBetween(1L, LONGEST_OUTAGE_MILLIS);
      json.getAsJsonArray("phases").asList().stream()
          .skip(1)
          .forEach(phase ->
              assertThat(phase.getAsJsonObject().get("took_ms").isJsonNull())
                  .as(json.toString())
                  .isFalse());
    }
  }
}
