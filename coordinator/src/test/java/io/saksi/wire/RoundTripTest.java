package io.saksi.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.saksi.core.audit.AuditEntry;
import io.saksi.core.audit.AuditTrail;
import io.saksi.core.command.Command;
import io.saksi.core.model.Cause;
import io.saksi.core.model.Epoch;
import io.saksi.core.model.NodeId;
import io.saksi.core.model.Reign;
import io.saksi.core.state.ClusterState;
import io.saksi.core.view.NodeReport;
import io.saksi.core.view.Postgres;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** What is written is what is read, for every kind of value. */
class RoundTripTest {
  @Property(tries = 500)
  void everyStateComesBackEqualAndEqualStatesGiveEqualBytes(@ForAll("states") ClusterState state)
      throws MalformedMessage {
    byte[] bytes = StateCodec.toBytes(state);
    ClusterState back = StateCodec.fromBytes(bytes);
    assertThat(back).isEqualTo(state);
    assertThat(StateCodec.toBytes(back)).isEqualTo(bytes);
  }

  @Property(tries = 200)
  void theOperatorsRequestsComeBackWithTheStateAndLeaveItAsItIs(
      @ForAll("states") ClusterState state, @ForAll("trails") AuditTrail trail)
      throws MalformedMessage {
    byte[] bytes = StateCodec.toBytes(state, trail);
    assertThat(StateCodec.fromBytes(bytes)).isEqualTo(state);
    assertThat(StateCodec.trailFromBytes(bytes)).isEqualTo(trail);
  }

  @Property
  void everyLogEntryComesBackEqual(@ForAll("entries") LogEntry entry) throws MalformedMessage {
    byte[] bytes = entry.toBytes();
    LogEntry back = LogEntry.fromBytes(bytes);
    assertThat(back).isEqualTo(entry);
    assertThat(back.toBytes()).isEqualTo(bytes);
  }

  /** A kind that is rarely drawn above is drawn here for itself. */
  @Property(tries = 300)
  void everyKindOfCommandReignAndPostgresComesBackEqual(@ForAll("sealedCases") Object value)
      throws MalformedMessage {
    Object back =
        switch (value) {
          case Command command -> CommandCodec.decode(CommandCodec.encode(command));
          case Reign reign -> ReignCodec.decode(ReignCodec.encode(reign));
          case Postgres postgres -> PostgresCodec.decode(PostgresCodec.encode(postgres));
          default -> throw new AssertionError(value);
        };
    assertThat(back).isEqualTo(value);
  }

  @Property(tries = 500)
  void everyReportComesBackEqual(@ForAll("reports") NodeReport report) throws MalformedMessage {
    assertThat(ReportCodec.decode(ReportCodec.encode(report))).isEqualTo(report);
  }

  @Property
  void everyResultComesBackEqual(@ForAll("results") CommandResult result) throws MalformedMessage {
    assertThat(CommandResult.fromBytes(result.toBytes())).isEqualTo(result);
  }

  @Property(tries = 200)
  void whatTheLeaderSeesComesBackInTheOrderOfNames(@ForAll("views") LeaderView view)
      throws MalformedMessage {
    LeaderView back = LeaderView.decode(view.encode());
    assertThat(back).isEqualTo(view);
    assertThat(back.nodes()).isSortedAccordingTo((l, r) -> compare(l, r));
  }

  private static int compare(LeaderView.Seen left, LeaderView.Seen right) {
    return left.report().node().compareTo(right.report().node());
  }

  @Example
  void setsAreWrittenInOrder() {
    Set<NodeId> excluded = new LinkedHashSet<>();
    List.of("d", "b", "e", "a", "c").forEach(name -> excluded.add(new NodeId(name)));
    Reign reign = new Reign.Electing(new Epoch(7), Cause.NODE_SILENT, excluded);
    assertThat(ReignCodec.encode(reign).getElecting().getExcludedList())
        .containsExactly("a", "b", "c", "d", "e");
  }

  @Provide
  Arbitrary<ClusterState> states() {
    return AnyCore.states();
  }

  @Provide
  Arbitrary<AuditTrail> trails() {
    return AnyCore.any(AuditEntry.class).list().ofMaxSize(4).map(AuditTrail::new);
  }

  @Provide
  Arbitrary<LogEntry> entries() {
    return AnyCore.any(LogEntry.class);
  }

  @Provide
  Arbitrary<Object> sealedCases() {
    return Arbitraries.oneOf(
        List.of(Command.class, Reign.class, Postgres.class).stream()
            .flatMap(type -> Arrays.stream(type.getPermittedSubclasses()))
            .<Arbitrary<Object>>map(each -> AnyCore.any(each).map(value -> (Object) value))
            .toList());
  }

  @Provide
  Arbitrary<NodeReport> reports() {
    return AnyCore.any(NodeReport.class);
  }

  @Provide
  Arbitrary<CommandResult> results() {
    return AnyCore.any(CommandResult.class);
  }

  @Provide
  Arbitrary<LeaderView> views() {
    Arbitrary<List<LeaderView.Seen>> seen =
        AnyCore.any(NodeReport.class)
            .list()
            .ofMaxSize(4)
            .uniqueElements(NodeReport::node)
            .map(reports ->
                reports.stream()
                    .map(
                        r -> new LeaderView.Seen(r, Duration.ofMillis(r.appliedVersion() % 10_000)))
                    .toList());
    return seen.map(nodes -> new LeaderView(new NodeId("a"), 3, 9, new Epoch(2), 77, nodes));
  }
}
