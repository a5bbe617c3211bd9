package io.saksi.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.saksi.core.States;
import io.saksi.core.audit.AuditEntry;
import io.saksi.core.audit.AuditTrail;
import io.saksi.core.command.Command;
import io.saksi.core.incident.IncidentTrail;
import io.saksi.core.model.Cause;
import io.saksi.core.model.Epoch;
import io.saksi.core.model.NodeId;
import io.saksi.core.model.Reign;
import io.saksi.core.model.SyncSet;
import io.saksi.core.state.ClusterState;
import io.saksi.core.view.NodeReport;
import io.saksi.core.view.Postgres;
import io.saksi.property.Draw;
import io.saksi.property.Property;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What is written is what is read, for every kind of value. */
class RoundTripTest {
  @Test
  void everyStateComesBackEqualAndEqualStatesGiveEqualBytes() {
    Property.holds(500, AnyCore.states(), RoundTripTest::state);
  }

  private static void state(ClusterState state) throws MalformedMessage {
    byte[] bytes = StateCodec.toBytes(state);
    ClusterState back = StateCodec.fromBytes(bytes);
    assertThat(back).isEqualTo(state);
    assertThat(StateCodec.toBytes(back)).isEqualTo(bytes);
  }

  @Test
  void anOperatorsRequestComesBackWithTheStateAndLeavesItAsItIs() {
    Property.holds(500, AnyCore.any(AuditEntry.class), RoundTripTest::audit);
  }

  private static void audit(AuditEntry entry) throws MalformedMessage {
    ClusterState state = States.renewed(States.open(SyncSet.any(1, List.of(States.B))));
    AuditTrail trail = new AuditTrail(List.of(entry, entry));
    byte[] bytes = StateCodec.toBytes(state, trail, IncidentTrail.EMPTY);
    assertThat(StateCodec.fromBytes(bytes)).isEqualTo(state);
    assertThat(StateCodec.trailFromBytes(bytes)).isEqualTo(trail);
  }

  @Test
  void incidentsComeBackWithTheStateAndLeaveItAsItIs() {
    Property.holds(300, AnyCore.any(IncidentTrail.class), RoundTripTest::incidents);
  }

  private static void incidents(IncidentTrail incidents) throws MalformedMessage {
    ClusterState state = States.renewed(States.open(SyncSet.any(1, List.of(States.B))));
    byte[] bytes = StateCodec.toBytes(state, AuditTrail.EMPTY, incidents);
    assertThat(StateCodec.fromBytes(bytes)).isEqualTo(state);
    assertThat(StateCodec.incidentsFromBytes(bytes)).isEqualTo(incidents);
  }

  @Test
  void everyLogEntryComesBackEqual() {
    Property.holds(1_000, AnyCore.any(LogEntry.class), RoundTripTest::entry);
  }

  private static void entry(LogEntry entry) throws MalformedMessage {
    byte[] bytes = entry.toBytes();
    LogEntry back = LogEntry.fromBytes(bytes);
    assertThat(back).isEqualTo(entry);
    assertThat(back.toBytes()).isEqualTo(bytes);
  }

  /** A kind that is rarely drawn above is drawn here for itself. */
  @Test
  void everyKindOfCommandReignAndPostgresComesBackEqual() {
    Property.holds(300, sealedCases(), RoundTripTest::kind);
  }

  private static void kind(Object value) throws MalformedMessage {
    Object back =
        switch (value) {
          case Command command -> CommandCodec.decode(CommandCodec.encode(command));
          case Reign reign -> ReignCodec.decode(ReignCodec.encode(reign));
          case Postgres postgres -> PostgresCodec.decode(PostgresCodec.encode(postgres));
          default -> throw new AssertionError(value);
        };
    assertThat(back).isEqualTo(value);
  }

  @Test
  void everyReportComesBackEqual() {
    Property.holds(500, AnyCore.any(NodeReport.class), RoundTripTest::report);
  }

  private static void report(NodeReport report) throws MalformedMessage {
    assertThat(ReportCodec.decode(ReportCodec.encode(report))).isEqualTo(report);
  }

  @Test
  void everyResultComesBackEqual() {
    Property.holds(1_000, AnyCore.any(CommandResult.class), RoundTripTest::result);
  }

  private static void result(CommandResult result) throws MalformedMessage {
    assertThat(CommandResult.fromBytes(result.toBytes())).isEqualTo(result);
  }

  @Test
  void whatTheLeaderSeesComesBackInTheOrderOfNames() {
    Property.holds(200, views(), RoundTripTest::view);
  }

  private static void view(LeaderView view) throws MalformedMessage {
    LeaderView back = LeaderView.decode(view.encode());
    assertThat(back).isEqualTo(view);
    assertThat(back.nodes()).isSortedAccordingTo((l, r) -> compare(l, r));
  }

  private static int compare(LeaderView.Seen left, LeaderView.Seen right) {
    return left.report().node().compareTo(right.report().node());
  }

  @Test
  void setsAreWrittenInOrder() {
    Set<NodeId> excluded = new LinkedHashSet<>();
    List.of("d", "b", "e", "a", "c").forEach(name -> excluded.add(new NodeId(name)));
    Reign reign = new Reign.Electing(new Epoch(7), Cause.NODE_SILENT, excluded);
    assertThat(ReignCodec.encode(reign).getElecting().getExcludedList())
        .containsExactly("a", "b", "c", "d", "e");
  }

  private static Draw<Object> sealedCases() {
    return Draw.oneOf(
        List.of(Command.class, Reign.class, Postgres.class).stream()
            .flatMap(type -> Arrays.stream(type.getPermittedSubclasses()))
            .map(AnyCore::any)
            .toList());
  }

  static Draw<LeaderView> views() {
    return AnyCore.any(NodeReport.class)
        .list(0, 4)
        .map(RoundTripTest::oneOfEachName)
        .map(reports ->
            reports.stream()
                .map(r -> new LeaderView.Seen(r, Duration.ofMillis(r.appliedVersion() % 10_000)))
                .toList())
        .map(nodes -> new LeaderView(new NodeId("a"), 3, 9, new Epoch(2), 77, nodes));
  }

  private static List<NodeReport> oneOfEachName(List<NodeReport> reports) {
    Map<NodeId, NodeReport> byName = new TreeMap<>();
    reports.forEach(report -> byName.put(report.node(), report));
    return List.copyOf(byName.values());
  }
}
