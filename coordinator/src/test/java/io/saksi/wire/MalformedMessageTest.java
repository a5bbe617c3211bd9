package io.saksi.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.saksi.core.command.Command;
import io.saksi.core.model.ClusterId;
import io.saksi.core.model.Endpoint;
import io.saksi.core.model.Epoch;
import io.saksi.core.model.Member;
import io.saksi.core.model.NodeId;
import io.saksi.core.model.Settings;
import io.saksi.core.state.ClusterState;
import io.saksi.core.view.Gate;
import io.saksi.core.view.NodeReport;
import io.saksi.core.view.Postgres;
import io.saksi.proto.v1.ClusterStateSnapshot;
import io.saksi.proto.v1.History;
import io.saksi.proto.v1.Reign;
import io.saksi.proto.v1.SyncSet;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** Each refusal says which field is wrong, and why. */
class MalformedMessageTest {
  private static final Endpoint ADDRESS = new Endpoint("127.0.0.1", 7000);
  private static final Member FOUNDER =
      new Member(new NodeId("a"), ADDRESS, ADDRESS, Optional.of(ADDRESS), Optional.empty(), 1);
  private static final ClusterState FRESH =
      ClusterState.create(
          new Command.CreateCluster(new ClusterId("main", "id"), Settings.DEFAULT, FOUNDER));

  private static ClusterStateSnapshot.Builder snapshot() {
    return StateCodec.encode(FRESH).toBuilder();
  }

  private static void refused(ThrowingCallable read, String... words) {
    assertThatThrownBy(read).isInstanceOf(MalformedMessage.class).hasMessageContainingAll(words);
  }

  private static void refused(ClusterStateSnapshot.Builder wire, String... words) {
    refused(() -> StateCodec.decode(wire.build()), words);
  }

  @Test
  void theWayToTheFieldIsNamed() {
    var wire = snapshot();
    wire.getMembersBuilder(0).getRaftBuilder().setPort(70000);
    refused(wire, "members[0].raft.port: ", "70000");
  }

  @Test
  void aNewerFormatSaysToUpgrade() {
    refused(snapshot().setFormat(StateCodec.FORMAT + 1), "newer Saksi", "upgrade this node");
    refused(snapshot().setFormat(-1), "newer Saksi");
    refused(snapshot().clearFormat(), "no format");
    var entry = new LogEntry(OptionalLong.of(1), new Command.Found(new NodeId("a")), "a");
    refused(
        () -> LogEntry.decode(entry.encode().toBuilder().setFormat(LogEntry.FORMAT + 1).build()),
        "upgrade");
  }

  @Test
  void aMissingPartIsNotADefault() {
    refused(snapshot().clearReign(), "reign: missing");
    refused(snapshot().setReign(Reign.getDefaultInstance()), "reign.kind: missing");
    refused(snapshot().clearHistory(), "history: missing");
    refused(snapshot().clearSettings(), "settings: missing");
    refused(snapshot().clearCluster(), "cluster: missing");
    refused(snapshot().clearFounder(), "founder: missing");
    var open = io.saksi.proto.v1.Command.newBuilder();
    open.getOpenBuilder().setEpoch(1);
    refused(() -> CommandCodec.decode(open.build()), "set: missing");
    var none = io.saksi.proto.v1.Command.getDefaultInstance();
    refused(() -> CommandCodec.decode(none), "kind: missing");
  }

  @Test
  void aPositionWithoutItsLsnIsNotAtZero() {
    var wire = io.saksi.proto.v1.Position.newBuilder();
    wire.getBranchBuilder().setTimeline(1).setEpoch(1);
    refused(() -> HistoryCodec.decode(wire.build()), "lsn: missing");
    var standby = io.saksi.proto.v1.Postgres.newBuilder();
    standby.getStandbyBuilder().setTimeline(1).setReplayed(1);
    refused(() -> PostgresCodec.decode(standby.build()), "reached: missing");
  }

  @Test
  void unknownEnumsAndNegativeNumbersAreRefused() {
    var mode = snapshot();
    mode.getSettingsBuilder().setModeValue(17);
    refused(mode, "settings.mode: ");
    var ttl = snapshot();
    ttl.getSettingsBuilder().setLeaseTtlNanos(-1);
    refused(ttl, "settings.lease_ttl: ", "-1");
    refused(snapshot().setVersion(-1), "version: ");
    var epoch = snapshot();
    epoch.getReignBuilder().getElectingBuilder().setEpoch(-1);
    refused(epoch, "reign.electing.epoch: ");
  }

  @Test
  void namesThatAreNoneAndNamesTwiceAreRefused() {
    refused(snapshot().setFounder("../etc"), "founder: ", "../etc");
    refused(snapshot().setFounder("x".repeat(100_000)), "founder: longer than");
    refused(snapshot().addMembers(snapshot().getMembers(0)), "members: a twice");
    SyncSet twice = SyncSet.newBuilder().addMembers("b").addMembers("b").setK(1).build();
    refused(() -> SyncCodec.decode(twice), "members: b twice");
    refused(() -> SyncCodec.decode(twice.toBuilder().clearMembers().build()), "k: ");
    var host = snapshot();
    host.getMembersBuilder(0).getAgentBuilder().setHost("a\u001b[2J");
    refused(host, "members[0].agent.host: ", "control character");
  }

  @Test
  void hugeListsAreRefused() {
    SyncSet huge =
        SyncSet.newBuilder()
            .addAllMembers(Collections.nCopies(Bounds.MAX_NODES + 1, "b"))
            .setK(1)
            .build();
    refused(() -> SyncCodec.decode(huge), "members: 1001 elements");
    refused(() -> LogEntry.fromBytes(new byte[Bounds.MAX_ENTRY_BYTES + 1]), "bytes are more");
  }

  /** The core walks from a timeline to its parents until there is none. */
  @Test
  void aHistoryThatGoesInACircleIsRefused() {
    var wire = History.newBuilder();
    wire.addForksBuilder().setParent(2).setAt(0).getBranchBuilder().setTimeline(1);
    wire.addForksBuilder().setParent(1).setAt(0).getBranchBuilder().setTimeline(2);
    refused(() -> HistoryCodec.decode(wire.build()), "forks[0].parent: 2 does not come before");
  }

  @Test
  void anOpenReignWithoutItsBranchOrItsSetIsRefused() {
    var wire = snapshot();
    var open = wire.getReignBuilder().getOpenBuilder().setEpoch(1).setPrimary("a");
    open.setProof(Reign.FenceProof.FENCE_PROOF_NO_PREDECESSOR);
    open.getBranchBuilder().setTimeline(1).setEpoch(1);
    refused(wire, "reign.branch: not in the history");
    var fork = wire.getHistoryBuilder().setCurrent(1).addForksBuilder().setAt(0);
    wire.getHistoryBuilder().setCurrent(1);
    fork.getBranchBuilder().setTimeline(1).setEpoch(1);
    refused(wire, "in_force: empty");
  }

  /** A refused report would make its node silent. */
  @Test
  void whatAnAgentMayRunIntoIsCutInsteadOfRefused() throws MalformedMessage {
    String tooLong = "x".repeat(Bounds.MAX_TEXT - 1) + "😀".repeat(1000);
    NodeReport report =
        new NodeReport(
            new NodeId("a"),
            Epoch.NONE,
            Optional.empty(),
            new Postgres.Unusable(tooLong),
            Gate.CLOSED,
            Optional.of(Duration.ofMillis(-3)),
            0,
            Collections.nCopies(1000, tooLong));
    NodeReport back = ReportCodec.decode(ReportCodec.encode(report));
    String cut = "x".repeat(Bounds.MAX_TEXT - 1);
    assertThat(back.postgres()).isEqualTo(new Postgres.Unusable(cut));
    assertThat(back.lease()).contains(Duration.ZERO);
    assertThat(back.trouble()).isEqualTo(List.copyOf(Collections.nCopies(32, cut)));
  }
}
