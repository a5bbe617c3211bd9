package io.saksi.agent.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.saksi.core.command.Command;
import io.saksi.core.incident.Finding;
import io.saksi.core.incident.Incident;
import io.saksi.core.incident.IncidentTrail;
import io.saksi.core.incident.Stamp;
import io.saksi.core.model.Branch;
import io.saksi.core.model.Cause;
import io.saksi.core.model.ClusterId;
import io.saksi.core.model.Endpoint;
import io.saksi.core.model.Epoch;
import io.saksi.core.model.FenceProof;
import io.saksi.core.model.InstanceId;
import io.saksi.core.model.Lsn;
import io.saksi.core.model.Member;
import io.saksi.core.model.Moment;
import io.saksi.core.model.NodeId;
import io.saksi.core.model.Position;
import io.saksi.core.model.Reign;
import io.saksi.core.model.Settings;
import io.saksi.core.model.SyncSet;
import io.saksi.wire.CommandResult;
import io.saksi.wire.LogEntry;
import io.saksi.wire.MalformedMessage;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** Times come from the log, so that when and where it is applied makes no difference. */
class EveryReplicaTellsTheSameIncidentsTest {
  private static final NodeId A = new NodeId("a");
  private static final NodeId B = new NodeId("b");
  private static final Epoch E1 = new Epoch(1);
  private static final Epoch E2 = new Epoch(2);
  private static final Endpoint AT = new Endpoint("127.0.0.1", 1);
  private static final int MIDDLE = 12;

  private static ClusterMachine machine(long bootedAt) {
    long[] now = {bootedAt};
    return new ClusterMachine(
        () -> new Moment(now[0] += 1_000_000_007L),
        () -> {},
        broken -> {
          throw new AssertionError(broken);
        });
  }

  private static Member member(NodeId node) {
    return new Member(node, AT, AT, Optional.of(AT), Optional.empty(), 1);
  }

  private static List<byte[]> log() {
    List<byte[]> log = new ArrayList<>();
    for (Command command : commands()) {
      long millis = 1_000 + 100L * log.size();
      LogEntry entry =
          new LogEntry(OptionalLong.empty(), command, "a")
              .because(
                  command instanceof Command.BeginFailover
                      ? List.of(new Finding("POSTMASTER_DEAD", A, "seen"))
                      : List.of())
              .at(
                  new Stamp(
                      Instant.ofEpochMilli(millis), new Moment(millis * 1_000_000), "a/boot"));
      log.add(entry.toBytes());
    }
    return log;
  }

  private static List<Command> commands() {
    SyncSet set = SyncSet.any(1, List.of(B));
    Position end = new Position(new Branch(1, E1), new Lsn(100));
    return List.of(
        new Command.CreateCluster(
            new ClusterId("c", "8f14e45f-ceea-467f-a1b2-000000000001"),
            Settings.DEFAULT,
            member(A)),
        new Command.PutMember(member(B)),
        new Command.RecordInstance(A, new InstanceId("x")),
        new Command.RecordInstance(B, new InstanceId("y")),
        new Command.Found(A),
        new Command.Open(E1, SyncSet.NOBODY, Optional.empty()),
        new Command.AppendSet(E1, set),
        new Command.ConfirmSet(E1, 2),
        renewal(E1),
        new Command.BeginFailover(E1, Cause.POSTMASTER_DEAD),
        new Command.RecordFence(E1, FenceProof.SELF_FENCED),
        new Command.Elect(
            E2, B, Reign.Accession.PROMOTE, Optional.empty(), Map.of(B, end), SyncSet.NOBODY),
        new Command.Open(E2, SyncSet.NOBODY, Optional.of(new Lsn(100))),
        renewal(E2));
  }

  private static Command renewal(Epoch epoch) {
    return new Command.Renew(epoch, 1, Settings.DEFAULT.leaseTtl(), Optional.empty());
  }

  private static void play(ClusterMachine machine, List<byte[]> entries) throws MalformedMessage {
    for (byte[] entry : entries) {
      CommandResult result = CommandResult.fromBytes(machine.apply(entry, 1));
      assertThat(result).isInstanceOf(CommandResult.Applied.class);
    }
  }

  @Test
  void whetherItFollowedOrReplaysAfterARestart() throws MalformedMessage {
    ClusterMachine followed = machine(0);
    ClusterMachine restarted = machine(5_000_000_000_000L);
    play(followed, log());
    play(restarted, log());
    Incident told = followed.applied().incidents().incidents().getFirst();
    assertThat(told.end().orElseThrow().leads()).isEqualTo(B);
    assertThat(told.outage().orElseThrow().length().toMillis()).isEqualTo(500);
    assertThat(told.first().orElseThrow().evidence()).hasSize(1);
    assertThat(restarted.applied().incidents()).isEqualTo(followed.applied().incidents());
  }

  @Test
  void alsoTheOneThatCameInTheMiddleFromASnapshot() throws MalformedMessage {
    ClusterMachine followed = machine(0);
    play(followed, log().subList(0, MIDDLE));
    ClusterMachine late = machine(7_000_000_000L);
    late.restore(followed.snapshot());
    assertThat(late.applied().incidents().underWay()).isPresent();

    play(followed, log().subList(MIDDLE, log().size()));
    play(late, log().subList(MIDDLE, log().size()));

    assertThat(late.applied().incidents()).isEqualTo(followed.applied().incidents());
    assertThat(late.applied().incidents().underWay()).isEmpty();
    assertThat(late.snapshot()).isEqualTo(followed.snapshot());
  }

  /** An older Saksi's entries lie behind one replica's snapshot and before another's eyes. */
  @Test
  void whatHasNoTimeIsToldByNobody() throws MalformedMessage {
    ClusterMachine upgraded = machine(0);
    for (Command command : commands()) {
      upgraded.apply(new LogEntry(OptionalLong.empty(), command, "a").toBytes(), 1);
    }
    assertThat(upgraded.applied().incidents()).isEqualTo(IncidentTrail.EMPTY);
  }
}
