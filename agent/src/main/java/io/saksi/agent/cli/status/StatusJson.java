package io.saksi.agent.cli.status;

import com.google.gson.FormattingStyle;
import com.google.gson.stream.JsonWriter;
import io.saksi.proto.v1.ClusterStatus;
import io.saksi.proto.v1.MaintenanceStatus;
import io.saksi.proto.v1.MemberStatus;
import io.saksi.proto.v1.ProblemStatus;
import io.saksi.proto.v1.Prospect;
import io.saksi.proto.v1.ScheduledSwitchover;
import io.saksi.proto.v1.SyncSetStatus;
import io.saksi.proto.v1.VirtualAddressStatus;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;

/**
 * The status for programs. Names and their meaning are a promise ({@code docs/status-json.md}):
 * fields may be added, none is renamed; what is unknown is {@code null}, never left out.
 */
final class StatusJson {
  private final JsonWriter json;

  private StatusJson(JsonWriter json) {
    this.json = json;
  }

  static String of(StatusAnswer answer) {
    StringWriter text = new StringWriter();
    try (JsonWriter json = new JsonWriter(text)) {
      json.setFormattingStyle(FormattingStyle.PRETTY);
      json.setSerializeNulls(true);
      new StatusJson(json).write(answer);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.append('\n').toString();
  }

  private void scheduled(ClusterStatus s) throws IOException {
    json.name("scheduled_switchover");
    if (!s.hasScheduledSwitchover()) {
      json.nullValue();
      return;
    }
    ScheduledSwitchover plan = s.getScheduledSwitchover();
    json.beginObject();
    text("at", Instant.ofEpochMilli(plan.getAtEpochMillis()).toString());
    text("target", plan.getTarget());
    text("who", plan.getWho());
    text("why", plan.getWhy());
    json.endObject();
  }

  private void write(StatusAnswer answer) throws IOException {
    ClusterStatus s = answer.status();
    json.beginObject();
    text("cluster", s.getCluster());
    text("cluster_id", s.getClusterId());
    verdict(s);
    reign(s);
    text("mode", Words.of(s.getMode()));
    json.name("paused").value(s.getPaused());
    json.name("exposed").value(s.getExposed());
    scheduled(s);
    goals(s);
    json.name("sync_set");
    set(s.getSyncSet());
    json.name("sets_in_force").beginArray();
    for (SyncSetStatus set : s.getSetsInForceList()) {
      set(set);
    }
    json.endArray();
    lsn("floor_lsn", s.hasFloor(), s.getFloor().getLsn());
    number("floor_timeline", s.hasFloor(), s.getFloor().getTimeline());
    number("lease_ttl_ms", s.hasLease(), s.getLease().getTtlMs());
    number("lease_renewed_ago_ms", s.getLease().hasRenewedAgoMs(), s.getLease().getRenewedAgoMs());
    text("raft_leader", s.getRaft().getLeader());
    number("raft_term", true, s.getRaft().getTerm());
    number("raft_quorum", true, s.getRaft().getQuorum());
    source(answer);
    json.name("members").beginArray();
    for (MemberStatus member : s.getMembersList()) {
      member(member);
    }
    json.endArray();
    json.name("virtual_addresses").beginArray();
    for (VirtualAddressStatus address : s.getVirtualAddressesList()) {
      json.beginObject();
      text("address", address.getAddress());
      text("role", address.getReadWrite() ? "write" : "read");
      texts("holders", address.getHoldersList());
      json.endObject();
    }
    json.endArray();
    problems(s.getProblemsList());
    json.endObject();
  }

  private void goals(ClusterStatus s) throws IOException {
    Prospect of = s.getProspect();
    number("rto_ms", of.hasRtoMs(), of.getRtoMs());
    text("rto", GoalsText.word(of.getRto()));
    number("expected_outage_ms", of.hasExpectedOutageMs(), of.getExpectedOutageMs());
    texts("rto_grounds", of.getRtoGroundsList());
    number("rpo_bytes", of.hasRpoBytes(), of.getRpoBytes());
    number("rpo_ms", of.hasRpoMs(), of.getRpoMs());
    text("rpo", GoalsText.word(of.getRpo()));
    number("expected_loss_bytes", of.hasExpectedLossBytes(), of.getExpectedLossBytes());
    number("expected_loss_ms", of.hasExpectedLossMs(), of.getExpectedLossMs());
    texts("rpo_grounds", of.getRpoGroundsList());
  }

  private void verdict(ClusterStatus s) throws IOException {
    Verdict verdict = Verdict.of(s);
    json.name("ok").value(verdict.isOpen());
    text("summary", Headline.of(s));
    number("tolerates_node_losses", verdict.tolerates().isPresent(), verdict.tolerates().orElse(0));
  }

  private void reign(ClusterStatus s) throws IOException {
    var reign = s.getReign();
    number("epoch", true, reign.getEpoch());
    text("primary", reign.getPrimary());
    json.name("open").value(reign.getOpen());
    text("phase", reign.getPhase());
    text("phase_detail", reign.getPhaseDetail());
    number("phase_age_ms", reign.hasPhaseAgeMs(), reign.getPhaseAgeMs());
    number("timeline", reign.getTimeline() != 0, reign.getTimeline());
  }

  private void source(StatusAnswer answer) throws IOException {
    ClusterStatus s = answer.status();
    text("answered_by", s.getAnsweredBy());
    text("answered_from", answer.agent().toString());
    number("state_version", true, s.getStateVersion());
    json.name("leader_view").value(s.getLeaderView().getAvailable());
    number("leader_view_age_ms", s.getLeaderView().hasAgeMs(), s.getLeaderView().getAgeMs());
  }

  private void member(MemberStatus m) throws IOException {
    json.beginObject();
    text("name", m.getName());
    text("kind", Words.of(m.getKind()));
    text("role", Words.of(m.getRole()));
    text("state", m.getState());
    json.name("live").value(m.getLive());
    json.name("raft_voter").value(m.getRaftVoter());
    text("gate", Words.of(m.getGate()));
    number("timeline", m.getTimeline() != 0, m.getTimeline());
    lsn("flushed_lsn", m.hasFlushedLsn(), m.getFlushedLsn());
    lsn("received_lsn", m.hasReceivedLsn(), m.getReceivedLsn());
    lsn("replayed_lsn", m.hasReplayedLsn(), m.getReplayedLsn());
    number("lag_bytes", m.hasLagBytes(), m.getLagBytes());
    lsn("archived_lsn", m.hasArchivedLsn(), m.getArchivedLsn());
    number("report_age_ms", m.hasReportAgeMs(), m.getReportAgeMs());
    text("postgres_host", m.getPostgresHost());
    number("postgres_port", m.getPostgresPort() != 0, m.getPostgresPort());
    texts("agent_addresses", m.getAgentAddressesList());
    texts("virtual_addresses", m.getVirtualAddressesList());
    texts("fences", m.getFencesList());
    maintenance(m);
    problems(m.getProblemsList());
    json.endObject();
  }

  private void maintenance(MemberStatus m) throws IOException {
    json.name("maintenance");
    if (!m.hasMaintenance()) {
      json.nullValue();
      return;
    }
    MaintenanceStatus of = m.getMaintenance();
    json.beginObject();
    text("reason", of.getReason());
    text("until", Instant.ofEpochMilli(of.getUntilEpochMillis()).toString());
    json.name("returning").value(of.getReturning());
    texts("missing", of.getMissingList());
    json.endObject();
  }

  private void set(SyncSetStatus set) throws IOException {
    json.beginObject();
    json.name("k").value(set.getK());
    texts("members", set.getMembersList());
    text("mode", Words.of(set.getMode()));
    json.endObject();
  }

  private void problems(List<ProblemStatus> problems) throws IOException {
    json.name("problems").beginArray();
    for (ProblemStatus problem : problems) {
      json.beginObject();
      text("code", problem.getCode());
      text("text", problem.getText());
      text("remedy", problem.getRemedy());
      json.endObject();
    }
    json.endArray();
  }

  private void text(String name, String value) throws IOException {
    json.name(name).value(value.isEmpty() ? null : value);
  }

  private void texts(String name, List<String> values) throws IOException {
    json.name(name).beginArray();
    for (String value : values) {
      json.value(value);
    }
    json.endArray();
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
