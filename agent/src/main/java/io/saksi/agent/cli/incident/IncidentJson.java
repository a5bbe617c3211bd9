package io.saksi.agent.cli.incident;

import com.google.gson.stream.JsonWriter;
import io.saksi.agent.cli.order.OperationJson;
import io.saksi.agent.cli.status.Units;
import io.saksi.proto.v1.ElectionRecord;
import io.saksi.proto.v1.GetIncidentReply;
import io.saksi.proto.v1.HistoryView;
import io.saksi.proto.v1.IncidentFinding;
import io.saksi.proto.v1.IncidentOrder;
import io.saksi.proto.v1.IncidentRecord;
import io.saksi.proto.v1.IncidentStep;
import io.saksi.proto.v1.ListIncidentsReply;
import io.saksi.proto.v1.VotedPosition;
import java.io.IOException;
import java.time.Instant;
import java.util.List;

/** For programs: names are a promise ({@code docs/commands.md}). */
final class IncidentJson {
  private final JsonWriter json;

  private IncidentJson(JsonWriter json) {
    this.json = json;
  }

  static String of(ListIncidentsReply reply, List<IncidentRecord> shown) {
    return OperationJson.text(json -> {
      json.beginObject();
      view(json, reply.getView());
      json.name("dropped").value(reply.getDropped());
      json.name("incidents").beginArray();
      for (IncidentRecord incident : shown) {
        json.beginObject();
        new IncidentJson(json).incident(incident);
        json.endObject();
      }
      json.endArray().endObject();
    });
  }

  static String of(GetIncidentReply reply) {
    return OperationJson.text(json -> {
      json.beginObject();
      view(json, reply.getView());
      IncidentJson writer = new IncidentJson(json);
      writer.incident(reply.getIncident());
      writer.elections(reply.getIncident());
      json.endObject();
    });
  }

  static void view(JsonWriter json, HistoryView view) throws IOException {
    json.name("cluster").value(view.getCluster());
    json.name("answered_by").value(view.getAnsweredBy());
    json.name("leader_view").value(view.getLeaderView());
    json.name("known_since").value(date(view.hasSinceMs(), view.getSinceMs()));
    json.name("now").value(date(true, view.getNowMs()));
  }

  static String date(boolean known, long millis) {
    return known ? Instant.ofEpochMilli(millis).toString() : null;
  }

  private void incident(IncidentRecord i) throws IOException {
    json.name("number").value(i.getNumber());
    text("kind", i.getKind());
    text("cause", i.getCause());
    text("outcome", i.getOutcome());
    text("outcome_detail", i.getOutcomeDetail());
    text("from", i.getFrom());
    json.name("from_epoch").value(i.getFromEpoch());
    text("to", i.getTo());
    number("to_epoch", !i.getTo().isEmpty(), i.getToEpoch());
    json.name("down_from").value(date(i.hasDownFromMs(), i.getDownFromMs()));
    json.name("down_to").value(date(i.hasDownToMs(), i.getDownToMs()));
    number("outage_ms", i.hasOutageMs(), i.getOutageMs());
    json.name("outage_exact").value(i.getOutageExact());
    phases(i.getStepsList());
    text("fence", i.getFence());
    lsn("former_end_lsn", i.hasFormerEndLsn(), i.getFormerEndLsn());
    lsn("fork_lsn", i.hasForkLsn(), i.getForkLsn());
    number("gap_bytes", i.hasGapBytes(), i.getGapBytes());
    loss(i);
    orders(i.getOrdersList());
    json.name("elections_held").value(i.getElectionCount());
  }

  private void phases(List<IncidentStep> steps) throws IOException {
    json.name("phases").beginArray();
    for (IncidentStep step : steps) {
      json.beginObject();
      text("phase", step.getStep());
      json.name("epoch").value(step.getEpoch());
      json.name("at").value(date(step.hasAtMs(), step.getAtMs()));
      number("took_ms", step.hasTookMs(), step.getTookMs());
      json.name("exact").value(step.getExact());
      json.endObject();
    }
    json.endArray();
  }

  private void loss(IncidentRecord i) throws IOException {
    json.name("loss");
    if (!i.hasLoss()) {
      json.nullValue();
      return;
    }
    json.beginObject();
    json.name("proven").value(i.getLoss().getProven());
    number("bytes", i.getLoss().hasBytes(), i.getLoss().getBytes());
    number("span_ms", i.getLoss().hasSpanMs(), i.getLoss().getSpanMs());
    number(
        "possibly_acknowledged",
        i.getLoss().hasPossiblyAcknowledged(),
        i.getLoss().getPossiblyAcknowledged());
    number("unacknowledged", i.getLoss().hasUnacknowledged(), i.getLoss().getUnacknowledged());
    text("divergence", i.getLoss().getDivergence());
    json.endObject();
  }

  private void orders(List<IncidentOrder> orders) throws IOException {
    json.name("orders").beginArray();
    for (IncidentOrder order : orders) {
      json.beginObject();
      text("kind", order.getKind());
      text("target", order.getTarget());
      text("who", order.getWho());
      text("why", order.getWhy());
      json.name("at").value(date(true, order.getAtMs()));
      json.endObject();
    }
    json.endArray();
  }

  private void elections(IncidentRecord i) throws IOException {
    json.name("forgotten_elections").value(i.getForgottenElections());
    json.name("elections").beginArray();
    for (ElectionRecord election : i.getElectionsList()) {
      json.beginObject();
      election(election);
      json.endObject();
    }
    json.endArray();
  }

  private void election(ElectionRecord e) throws IOException {
    json.name("epoch").value(e.getEpoch());
    text("cause", e.getCause());
    json.name("evidence").beginArray();
    for (IncidentFinding finding : e.getEvidenceList()) {
      json.beginObject();
      text("code", finding.getCode());
      text("node", finding.getNode());
      text("evidence", finding.getEvidence());
      json.endObject();
    }
    json.endArray();
    text("chosen", e.getChosen());
    text("accession", e.getAccession());
    text("source", e.getSource());
    json.name("positions").beginArray();
    for (VotedPosition position : e.getPositionsList()) {
      json.beginObject();
      text("node", position.getNode());
      json.name("timeline").value(position.getTimeline());
      lsn("lsn", true, position.getLsn());
      json.endObject();
    }
    json.endArray();
    json.name("opened").value(e.getOpened());
    text("set", e.getSet());
  }

  private void text(String name, String value) throws IOException {
    json.name(name).value(value.isEmpty() ? null : value);
  }

  private void number(String name, boolean known, long value) throws IOException {
    json.name(name);
    if (known) {
      json.value(value);
    } else {
      json.nullValue();
    }
  }

  private void lsn(String name, boolean known, long value) throws IOException {
    json.name(name).value(known ? Units.lsn(value) : null);
  }
}
