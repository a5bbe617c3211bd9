package io.saksi.chaos.run;

import com.google.gson.JsonObject;
import io.saksi.proto.v1.IncidentRecord;
import io.saksi.proto.v1.IncidentStep;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What the incident records say of the strikes of one kind: when each step was in Raft's log. Their
 * wall clock is this machine's, so that they can be compared with the moment of the strike.
 */
final class Steps {
  private final Map<String, List<Long>> since = new LinkedHashMap<>();

  /** Of an incident that began with this strike or later; of an older one nothing is taken. */
  void add(IncidentRecord incident, long strikeMillis) {
    for (IncidentStep step : incident.getStepsList()) {
      if (step.hasAtMs() && step.getAtMs() >= strikeMillis) {
        since
            .computeIfAbsent(step.getStep(), _ -> new ArrayList<>())
            .add(step.getAtMs() - strikeMillis);
      }
    }
  }

  JsonObject json() {
    JsonObject json = new JsonObject();
    since.forEach((step, at) -> json.add(step, Figures.of(at).json()));
    return json;
  }

  @Override
  public String toString() {
    return since.entrySet().stream()
        .map(step -> step.getKey() + " " + Figures.of(step.getValue()).median())
        .collect(Collectors.joining("  "));
  }
}
