package io.saksi.agent.cli.incident;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.saksi.agent.cli.AgentAddress;
import io.saksi.agent.cli.SaksiCommand;
import io.saksi.agent.cli.Terminal;
import io.saksi.agent.cli.status.FakeAgent;
import io.saksi.proto.v1.IncidentRecord;
import io.saksi.proto.v1.ListIncidentsReply;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** For people, for programs, and to paste into a report. */
class IncidentsAreToldTest {
  private final FakeHistory history = new FakeHistory();
  private FakeAgent agent;
  private String said = "";

  @BeforeEach
  void start() throws Exception {
    agent = FakeAgent.remembering(history);
  }

  @AfterEach
  void stop() {
    agent.close();
  }

  private int run(String... words) {
    return runAt(agent.address().toString(), words);
  }

  private int runAt(String agents, String... words) {
    List<String> line = new ArrayList<>(List.of("incident"));
    line.addAll(List.of(words));
    line.addAll(List.of("--agents", agents, "--timeout", "60s"));
    return runLine(line);
  }

  private int runLine(List<String> line) {
    StringWriter out = new StringWriter();
    Terminal terminal = new Terminal(Terminal.UNBOUNDED, false, false);
    int code =
        SaksiCommand.commandLine(terminal, IncidentCommand.of(terminal))
            .setOut(new PrintWriter(out, true))
            .setErr(new PrintWriter(out, true))
            .execute(line.toArray(String[]::new));
    said = out.toString();
    return code;
  }

  private JsonObject json() {
    return JsonParser.parseString(said).getAsJsonObject();
  }

  private void lastsSince(long millis) {
    IncidentRecord begun =
        FakeHistory.failover().toBuilder()
            .setNumber(3)
            .setOutcome("under-way")
            .setTo("")
            .setDownFromMs(millis)
            .clearDownToMs()
            .clearOutageMs()
            .clearLoss()
            .build();
    history.reply = history.reply.toBuilder().addIncidents(0, begun).build();
  }

  @Test
  void theListNamesCauseOutageAndLoss() {
    assertThat(run("list")).as(said).isZero();
    assertThat(said.lines().toList().get(2))
        .contains("1  2026-11-20T12:00:00Z  failover from a to b ")
        .contains("POSTMASTER_DEAD     0.864 s")
        .endsWith("none");
    assertThat(run("list", "--last", "1")).isZero();
    assertThat(said).contains("switchover from b to c").doesNotContain("POSTMASTER_DEAD");
  }

  @Test
  void programsGetStableNames() {
    assertThat(run("list", "--json")).isZero();
    JsonObject newest = json().getAsJsonArray("incidents").get(0).getAsJsonObject();
    assertThat(newest.keySet())
        .containsExactly(
            "number",
            "kind",
            "cause",
            "outcome",
            "outcome_detail",
            "from",
            "from_epoch",
            "to",
            "to_epoch",
            "down_from",
            "down_to",
            "outage_ms",
            "outage_exact",
            "phases",
            "fence",
            "former_end_lsn",
            "fork_lsn",
            "gap_bytes",
            "loss",
            "orders",
            "elections_held");
    assertThat(newest.get("outage_ms").getAsLong()).isEqualTo(500);
    assertThat(newest.getAsJsonObject("loss").get("bytes").getAsLong()).isZero();
    assertThat(run("show", "1", "--json")).isZero();
    JsonObject election = json().getAsJsonArray("elections").get(0).getAsJsonObject();
    assertThat(election.get("chosen").getAsString()).isEqualTo("b");
    assertThat(election.getAsJsonArray("evidence")).hasSize(1);
  }

  @Test
  void oneIncidentIsToldOnAPage() {
    assertThat(run("show", "1")).as(said).isZero();
    assertThat(said)
        .contains("Incident 1: failover from a to b")
        .contains("Loss        none: the one that leads has every acknowledged commit")
        .contains("ended at 0/3000100, the new timeline begins at 0/3000000; gap 256 bytes")
        .contains("self-fenced")
        .contains("positions: b 1:0/3000000")
        .contains("seen: POSTMASTER_DEAD a: the agent of a reports ")
        .doesNotContain("\033");
  }

  @Test
  void markdownStaysATableWhateverAnOperatorWrote() {
    assertThat(run("show", "2", "--markdown")).as(said).isZero();
    assertThat(said)
        .startsWith("# Incident 2 of demo: switchover from b to c\n")
        .contains("| Ordered | switchover to c by ann: kernel \\| update |")
        .contains("| begun | 2 | ")
        .contains("- Seen: POSTMASTER_DEAD a");
    assertThat(run("list", "--markdown")).isZero();
    assertThat(said).contains("| number | since |").contains("| --- | --- |");
    assertThat(run("list", "--markdown", "--json")).isEqualTo(2);
  }

  @Test
  void aGapThatLastsIsShownAsSuch() {
    lastsSince(FakeHistory.NOW - 30_000);
    assertThat(run("list")).isZero();
    assertThat(said).contains("lasts, 30.0 s so far");
    assertThat(run("downtime")).isZero();
    assertThat(said.lines().toList().getLast()).contains("2026-11-21T11:59:30Z  lasts");
    assertThat(run("downtime", "--json")).isZero();
    JsonObject gap = json().getAsJsonArray("downtime").get(2).getAsJsonObject();
    assertThat(gap.get("to").isJsonNull()).isTrue();
    assertThat(gap.get("duration_ms").getAsLong()).isEqualTo(30_000);
  }

  @Test
  void aSilenceThatNobodyActedOnIsAGapToo() {
    ListIncidentsReply.Builder silent = history.reply.toBuilder();
    silent.getViewBuilder().setSilentSinceMs(FakeHistory.NOW - 9_000);
    history.reply = silent.build();
    assertThat(run("downtime")).isZero();
    assertThat(said).contains("LEASE_LAPSED").contains("9.000 s");
    assertThat(run("list")).isZero();
    assertThat(said).contains("Nobody renews the lease since 2026-11-21T11:59:51Z");
  }

  @Test
  void downtimeOfAPeriodOnly() {
    assertThat(run("downtime", "--since", "2h")).isZero();
    assertThat(said).contains("switchover").doesNotContain("failover");
    assertThat(run("downtime", "--since", "1m")).isZero();
    assertThat(said).contains("No downtime from 2026-11-21T11:59:00Z");
    assertThat(run("downtime", "--from", "2026-11-20", "--to", "2026-11-21T00:00")).isZero();
    assertThat(said).contains("failover").doesNotContain("switchover");
  }

  @Test
  void availabilityIsHeldAgainstATarget() {
    assertThat(run("availability", "--since", "10d", "--target", "99.999")).as(said).isZero();
    assertThat(said)
        .contains("Availability: 99.9998 %")
        .contains("No service: 1.364 s in 2 gaps, of it planned 0.500 s")
        .contains("met: ");
    assertThat(run("availability", "--since", "1d", "--target", "99.9995")).isEqualTo(1);
    assertThat(said).contains("missed by 0.932 s (allowed: 0.432 s)");
    assertThat(run("availability", "--json", "--target", "100")).isEqualTo(1);
    assertThat(json().get("target_met").getAsBoolean()).isFalse();
    assertThat(json().get("planned_ms").getAsLong()).isEqualTo(500);
  }

  @Test
  void moreThanIsKnownIsNotClaimed() {
    assertThat(run("availability", "--since", "365d")).isZero();
    assertThat(said).contains("2026-11-11T12:00:00Z to 2026-11-21T12:00:00Z (more is not known)");
    history.reply = history.reply.toBuilder().setDropped(7).build();
    assertThat(run("availability")).isZero();
    assertThat(said).contains("Period: 2026-11-20T12:00:00Z");
  }

  @Test
  void whoIsOutOfTouchIsNotVouchedFor() throws Exception {
    FakeHistory lagging = new FakeHistory();
    lagging.reply =
        ListIncidentsReply.newBuilder().setView(FakeHistory.view("b", false, 1)).build();
    try (FakeAgent cutOff = FakeAgent.remembering(lagging)) {
      assertThat(runAt(cutOff.address().toString(), "list")).isZero();
      assertThat(said).contains("No incident since").contains("out of touch");
      assertThat(runAt(cutOff.address().toString(), "availability", "--target", "1")).isEqualTo(1);

      assertThat(runAt(cutOff.address() + "," + agent.address(), "list")).isZero();
      assertThat(said).contains("failover from a to b").doesNotContain("out of touch");
      assertThat(runAt(cutOff.address() + "," + agent.address(), "show", "1")).isZero();
    }
  }

  @Test
  void whoDoesNotAnswerIsNamed() throws Exception {
    AgentAddress closed;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      closed = new AgentAddress("127.0.0.1", socket.getLocalPort());
    }
    assertThat(runAt(closed.toString(), "list")).isEqualTo(3);
    assertThat(said).contains("no agent answered").contains(closed + ": ").contains("--agents");
  }

  @Test
  void whatIsNotKeptSaysWhereToLook() {
    assertThat(run("show", "9")).isEqualTo(1);
    assertThat(said).contains("no incident 9 is kept").contains("saksi incident list");
    assertThat(run("show", "0")).isEqualTo(2);
    assertThat(run("show", "x")).isEqualTo(2);
  }

  @ParameterizedTest
  @CsvSource({
    "--since,0d",
    "--since,1",
    "--since,9999d",
    "--since,-1d",
    "--from,yesterday",
    "--from,2026-02-30",
    "--to,2026-11-21T25:00",
    "--target,100.1",
    "--target,-1",
    "--target,1e-999999999",
    "--target,x"
  })
  void nonsenseIsRefusedBeforeAnybodyIsAsked(String option, String value) {
    assertThat(run("availability", option + "=" + value)).as(said).isEqualTo(2);
    assertThat(said).contains("saksi: ");
  }

  @Test
  void aPeriodIsGivenOneWay() {
    assertThat(run("downtime", "--since", "1d", "--from", "2026-11-20")).isEqualTo(2);
    assertThat(run("downtime", "--from", "2026-11-20", "--to", "2026-11-19")).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "list", "show", "downtime", "availability"})
  void helpHasExamples(String command) {
    List<String> line = new ArrayList<>(List.of("incident", command, "--help"));
    line.removeIf(String::isEmpty);
    assertThat(runLine(line)).isZero();
    assertThat(said).contains("Examples:").contains("saksi incident ");
    assertThat(said.lines()).allSatisfy(l -> assertThat(l.length()).isLessThanOrEqualTo(100));
  }
}
