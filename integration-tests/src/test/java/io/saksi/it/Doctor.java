package io.saksi.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** {@code saksi doctor} on the machine of one node. */
record Doctor(TestCluster cluster, TestNode here) {
  /** Something that he names. */
  record Finding(String code, String severity, String where, String text, String remedy) {}

  /**
   * @param notLookedAt why something could not be looked at
   */
  record Report(List<Finding> findings, List<String> notLookedAt) {
    Set<String> codes() {
      return findings.stream().map(Finding::code).collect(Collectors.toSet());
    }
  }

  /** As a program reads it; the exit status agrees with it. */
  Report report() throws Exception {
    Run run = run("--json");
    JsonObject said = JsonParser.parseString(run.said()).getAsJsonObject();
    assertThat(run.code()).as(run.said()).isEqualTo(said.get("well").getAsBoolean() ? 0 : 1);
    return new Report(
        objects(said, "findings")
            .map(finding ->
                new Finding(
                    finding.get("code").getAsString(),
                    finding.get("severity").getAsString(),
                    finding.get("where").getAsString(),
                    finding.get("text").getAsString(),
                    finding.get("remedy").getAsString()))
            .toList(),
        objects(said, "not_looked_at").map(skipped -> skipped.get("why").getAsString()).toList());
  }

  private static Stream<JsonObject> objects(JsonObject in, String name) {
    return in.getAsJsonArray(name).asList().stream().map(JsonElement::getAsJsonObject);
  }

  /** As the operator reads it. */
  Run run(String... words) throws Exception {
    List<String> line = new ArrayList<>(List.of("doctor"));
    line.addAll(List.of(words));
    line.addAll(List.of("--config", here.optionsFile().toString()));
    return new Operator(cluster).ask(line.toArray(String[]::new));
  }
}
