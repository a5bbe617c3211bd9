package io.saksi.chaos.run;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.Map;

/** A run as JSON: the figures, each strike, each finding. */
final class Report {
  private Report() {}

  static String json(Campaign campaign, Options options) {
    JsonObject json = new JsonObject();
    json.addProperty("seed", options.seed());
    json.addProperty("postgresql", System.getProperty("saksi.image.postgresql", "17"));
    json.addProperty("faults", campaign.faults());
    json.addProperty("acknowledged", campaign.acknowledged());
    json.addProperty("direct_writes", campaign.directWrites());
    json.addProperty("lost", campaign.lost());
    json.addProperty("violations", campaign.violations());
    json.addProperty("lasted_ms", campaign.chronicle().now());
    JsonArray strikes = new JsonArray();
    campaign.chronicle().struck().forEach(struck -> strikes.add(of(struck)));
    json.add("strikes", strikes);
    JsonArray findings = new JsonArray();
    campaign.findings().forEach(finding -> findings.add(of(finding)));
    json.add("findings", findings);
    return new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create().toJson(json) + "\n";
  }

  private static JsonObject of(Chronicle.Struck struck) {
    JsonObject json = new JsonObject();
    Strike strike = struck.strike();
    json.addProperty("number", strike.number());
    json.addProperty("kind", strike.kind().name());
    json.addProperty("target", strike.target().name());
    json.addProperty("occasion", strike.occasion().name());
    json.addProperty("into_ms", strike.into().toMillis());
    strike
        .second()
        .ifPresent(second -> {
          json.addProperty("second_kind", second.kind().name());
          json.addProperty("second_target", second.target().name());
          json.addProperty("second_when", second.moment().name());
        });
    json.addProperty("held_ms", strike.hold().toMillis());
    json.addProperty("fault", struck.fault());
    json.addProperty("in_force", struck.inForce());
    json.addProperty("at_ms", struck.at());
    json.addProperty("healed_ms", struck.healed());
    json.addProperty("whole_ms", struck.whole());
    json.addProperty("changed_primary", struck.changedPrimary());
    json.add("without_service_ms", of(struck.withoutService()));
    return json;
  }

  private static JsonObject of(Map<String, Long> gaps) {
    JsonObject json = new JsonObject();
    gaps.forEach(json::addProperty);
    return json;
  }

  private static JsonObject of(Campaign.Finding finding) {
    JsonObject json = new JsonObject();
    json.addProperty("at_ms", finding.at());
    json.addProperty("evidence", finding.evidence().toString());
    JsonArray violations = new JsonArray();
    finding
        .violations()
        .forEach(violation -> {
          JsonObject one = new JsonObject();
          one.addProperty("anomaly", violation.anomaly().name());
          one.addProperty("evidence", violation.evidence());
          violations.add(one);
        });
    json.add("violations", violations);
    return json;
  }
}
