package io.saksi.agent.cli.status;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.saksi.agent.cli.AgentAddress;
import io.saksi.proto.v1.ClusterStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class StatusJsonKeepsItsNamesTest {
  private static final Path DOCUMENT =
      Path.of(System.getProperty("saksi.root"), "docs", "status-json.md");

  @Test
  void everyNameOfTheClusterIsThereAndInOrder() {
    assertThat(json(Samples.open()).keySet())
        .containsExactlyElementsOf(
            List.of(
                "cluster",
                "cluster_id",
                "ok",
                "summary",
                "tolerates_node_losses",
                "epoch",
                "primary",
                "open",
                "phase",
                "phase_detail",
                "phase_age_ms",
                "timeline",
                "mode",
                "paused",
                "exposed",
                "scheduled_switchover",
                "rto_ms",
                "rto",
                "expected_outage_ms",
                "rto_grounds",
                "rpo_bytes",
                "rpo_ms",
                "rpo",
                "expected_loss_bytes",
                "expected_loss_ms",
                "rpo_grounds",
                "sync_set",
                "sets_in_force",
                "floor_lsn",
                "floor_timeline",
                "lease_ttl_ms",
                "lease_renewed_ago_ms",
                "raft_leader",
                "raft_term",
                "raft_quorum",
                "answered_by",
                "answered_from",
                "state_version",
                "leader_view",
                "leader_view_age_ms",
                "members",
                "virtual_addresses",
                "problems"));
  }

  @Test
  void everyNameOfAMemberIsThereAndInOrder() {
    assertThat(member(json(Samples.open())).keySet())
        .containsExactlyElementsOf(
            List.of(
                "name",
                "kind",
                "role",
                "state",
                "live",
                "raft_voter",
                "gate",
                "timeline",
                "flushed_lsn",
                "received_lsn",
                "replayed_lsn",
                "lag_bytes",
                "archived_lsn",
                "report_age_ms",
                "postgres_host",
                "postgres_port",
                "agent_addresses",
                "virtual_addresses",
                "fences",
                "maintenance",
                "problems"));
  }

  @Test
  void unknownIsNullAndZeroIsZero() {
    JsonObject json = json(Samples.open());
    JsonObject b = json.getAsJsonArray("members").get(1).getAsJsonObject();
    assertThat(b.get("lag_bytes").getAsInt()).isZero();
    assertThat(member(json).get("lag_bytes").isJsonNull()).isTrue();
    assertThat(b.get("flushed_lsn").getAsString()).isEqualTo("0/3000148");
  }

  @Test
  void emptyAnswerHasTheSameNames() {
    assertThat(json(ClusterStatus.getDefaultInstance()).keySet())
        .isEqualTo(json(Samples.open()).keySet());
  }

  @Test
  void everyNameIsDocumented() throws IOException {
    String document = Files.readString(DOCUMENT);
    JsonObject json = json(Samples.open());
    assertThat(json.keySet()).allSatisfy(name -> assertThat(document).contains("`" + name + "`"));
    assertThat(member(json).keySet())
        .allSatisfy(name -> assertThat(document).contains("`" + name + "`"));
  }

  private static JsonObject member(JsonObject json) {
    return json.getAsJsonArray("members").get(0).getAsJsonObject();
  }

  private static JsonObject json(ClusterStatus status) {
    var answer = new StatusAnswer(new AgentAddress("127.0.0.2", 7400), status);
    return JsonParser.parseString(StatusJson.of(answer)).getAsJsonObject();
  }
}
