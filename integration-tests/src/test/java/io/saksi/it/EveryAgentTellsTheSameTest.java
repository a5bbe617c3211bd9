package io.saksi.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

@Story
class EveryAgentTellsTheSameTest {
  private static final Duration AGREED_WITHIN = Duration.ofSeconds(30);

  /** Measured continuously, or about the answer itself. */
  private static final Set<String> DIFFERS =
      Set.of(
          "answered_by",
          "answered_from",
          "leader_view_age_ms",
          "lease_renewed_ago_ms",
          "phase_age_ms",
          "report_age_ms",
          "floor_lsn",
          "flushed_lsn",
          "received_lsn",
          "replayed_lsn",
          "lag_bytes");

  @Test
  void statusIsTheSameWhoeverIsAsked(TestCluster cluster) throws Exception {
    cluster.awaitWhole();
    Await.until(
        "all agents give the same picture", AGREED_WITHIN, () -> pictures(cluster).size() == 1);
    JsonObject picture = pictures(cluster).iterator().next();
    assertThat(picture.get("ok").getAsBoolean()).isTrue();
    assertThat(picture.get("cluster").getAsString()).isEqualTo(TestCluster.NAME);
    assertThat(picture.get("members").getAsJsonArray()).hasSize(cluster.nodes().size());
  }

  private static Set<JsonObject> pictures(TestCluster cluster) throws Exception {
    Set<JsonObject> pictures = new HashSet<>();
    Set<String> answeredBy = new HashSet<>();
    for (String agent : cluster.agentAddresses()) {
      Run status = Run.of(cluster.area(), List.of("status", "--json", "--agents", agent));
      assertThat(status.code()).as(status.said()).isZero();
      JsonObject picture = JsonParser.parseString(status.said()).getAsJsonObject();
      answeredBy.add(picture.get("answered_by").getAsString());
      pictures.add(stable(picture));
    }
    assertThat(answeredBy).hasSize(cluster.nodes().size());
    return pictures;
  }

  private static JsonObject stable(JsonObject picture) {
    DIFFERS.forEach(picture::remove);
    for (JsonElement member : picture.get("members").getAsJsonArray()) {
      DIFFERS.forEach(member.getAsJsonObject()::remove);
    }
    return picture;
  }
}
