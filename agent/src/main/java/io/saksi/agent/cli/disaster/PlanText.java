package io.saksi.agent.cli.disaster;

import com.google.gson.stream.JsonWriter;
import io.saksi.agent.cli.PlainText;
import io.saksi.agent.cli.order.OperationJson;
import io.saksi.agent.disaster.Objection;
import io.saksi.agent.disaster.Plan;
import io.saksi.agent.disaster.Recover;
import io.saksi.core.model.NodeId;
import java.io.IOException;

/** A plan for people, and for programs (names are a promise: {@code docs/commands.md}). */
final class PlanText {
  private PlanText() {}

  static String of(Plan plan) {
    StringBuilder text = new StringBuilder();
    line(text, "disaster recovery of " + plan.cluster() + " on " + plan.self());
    line(text, "  declared lost: " + plan.lostInWords());
    for (Plan.Standing standing : plan.standings()) {
      line(
          text,
          "  "
              + standing.node()
              + ": WAL up to "
              + (standing.wal().isEmpty() ? "(not known)" : standing.wal())
              + ", Raft log up to "
              + (standing.log().isEmpty() ? "(not known)" : standing.log()));
    }
    for (Objection objection : plan.objections()) {
      line(text, "  unsafe: " + objection.code() + ": " + objection.text());
      line(text, "    " + objection.remedy());
    }
    plan.after()
        .ifPresent(after -> {
          line(
              text,
              "  makes generation "
                  + plan.generation()
                  + ", epoch "
                  + after.reign().epoch()
                  + ", Raft group "
                  + plan.group());
          line(text, "  waits " + plan.lease().toMillis() + " ms for leases to run out");
          plan.unknown().forEach(unknown -> line(text, "  cannot be known: " + unknown));
        });
    return text.toString();
  }

  private static void line(StringBuilder text, String line) {
    text.append(PlainText.of(line)).append('\n');
  }

  static String json(Recover.Outcome outcome) {
    return OperationJson.text(json -> write(json, outcome));
  }

  private static void write(JsonWriter json, Recover.Outcome outcome) throws IOException {
    Plan plan = outcome.plan();
    json.beginObject();
    json.name("cluster").value(plan.cluster());
    json.name("node").value(plan.self().name());
    json.name("done").value(outcome.kept().isPresent());
    json.name("generation").value(plan.generation());
    json.name("former_group").value(plan.formerGroup());
    json.name("group").value(plan.group());
    json.name("epoch")
        .value(plan.after().map(after -> after.reign().epoch().number()).orElse(null));
    json.name("lost").beginArray();
    for (NodeId node : plan.lost()) {
      json.value(node.name());
    }
    json.endArray();
    json.name("standings").beginArray();
    for (Plan.Standing standing : plan.standings()) {
      json.beginObject();
      json.name("node").value(standing.node());
      json.name("wal").value(standing.wal().isEmpty() ? null : standing.wal());
      json.name("raft_log").value(standing.log().isEmpty() ? null : standing.log());
      json.endObject();
    }
    json.endArray();
    json.name("known_loss_bytes").value(plan.knownLoss().orElse(null));
    json.name("lease_wait_ms").value(plan.lease().toMillis());
    json.name("objections").beginArray();
    for (Objection objection : plan.objections()) {
      json.beginObject();
      json.name("code").value(objection.code());
      json.name("text").value(objection.text());
      json.name("remedy").value(objection.remedy());
      json.endObject();
    }
    json.endArray();
    json.name("cannot_be_known").beginArray();
    for (String unknown : plan.unknown()) {
      json.value(unknown);
    }
    json.endArray();
    json.name("former_log").value(outcome.kept().map(Object::toString).orElse(null));
    json.endObject();
  }
}
