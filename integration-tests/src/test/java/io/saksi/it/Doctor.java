package io.saksi.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.util.ArrayList;
import java.util.List;

/** {@code saksi doctor} on the machine of one node. */
record Doctor(TestCluster cluster, TestNode here) {
  /** Something that he names. */
  record Finding(String code, String severity, String where, String text, String remedy) {}

  /** As a program reads it; the exit status agrees with it. */
  List<Finding> findings() throws Exception {
    Run run = run("--json");
    JsonObject said = JsonParser.parseString(run.said()).getAsJsonObject();
    assertThat(run.code()).as(run.said()).isEqualTo(said.get("well").getAsBoolean() ? 0 : 1);
    assertThat(said.getAsJsonArray("not_looked_at")).as("what was not looked at").isEmpty();
    return said.getAsJsonArray("findings").asList().stream()
        .map(JsonElement::getAsJsonObject)
        .map(finding ->
            new Finding(
                finding.get("code").getAsString(),
                finding.get("severity").getAsString(),
                finding.get("where").getAsString(),
                finding.get("text").getAsString(),
                finding.get("remedy").getAsString()))
        .toList();
  }

  /** As the operator reads it. */
  Run run(String... words) throws Exception {
    List<String> line = new ArrayList<>(List.of("doctor"));
    line.addAll(List.of(words));
    line.addAll(List.of("--config", here.optionsFile().toString()));
    return new Operator(cluster).ask(line.toArray(String[]::new));
  }
}
