package io.saksi.agent.operate;

import io.saksi.agent.admin.StatusSource;
import io.saksi.agent.cluster.ClusterMachine;
import io.saksi.agent.cluster.LeaderDesk;
import io.saksi.agent.cluster.Picture;
import io.saksi.core.command.Command;
import io.saksi.core.incident.IncidentTrail;
import io.saksi.core.incident.Stamp;
import io.saksi.core.model.ClusterId;
import io.saksi.core.model.Endpoint;
import io.saksi.core.model.Epoch;
import io.saksi.core.model.InstanceId;
import io.saksi.core.model.Lsn;
import io.saksi.core.model.Member;
import io.saksi.core.model.Moment;
import io.saksi.core.model.NodeId;
import io.saksi.core.model.Settings;
import io.saksi.core.model.SyncSet;
import io.saksi.core.model.Tags;
import io.saksi.core.state.ClusterState;
import io.saksi.core.view.ClusterView;
import io.saksi.core.view.Gate;
import io.saksi.core.view.NodeReport;
import io.saksi.core.view.Postgres;
import io.saksi.core.view.Sightings;
import io.saksi.wire.CommandResult;
import io.saksi.wire.LogEntry;
import io.saksi.wire.MalformedMessage;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * A leader whose log is applied at once, by the real state machine: a leads epoch 1, b and c stream
 * from it. What it hears of the nodes stays as it is.
 */
final class LoneLeader implements Leadership, StatusSource {
  static final NodeId A = new NodeId("a");
  static final NodeId B = new NodeId("b");
  static final NodeId C = new NodeId("c");
  static final Epoch E1 = new Epoch(1);

  private final ClusterMachine machine =
      new ClusterMachine(
          () -> new Moment(0),
          () -> {},
          broken -> {
            throw new AssertionError(broken);
          });
  private final Function<NodeId, Endpoint> agents;
  private Instant wallClock = Instant.parse("2026-11-21T12:00:00Z");

  LoneLeader() {
    this(_ -> new Endpoint("127.0.0.1", 1));
  }

  /**
   * @param agents where they listen
   */
  LoneLeader(Function<NodeId, Endpoint> agents) {
    this.agents = agents;
    done(
        new Command.CreateCluster(
            new ClusterId("demo", "8f14e45f-ceea-467f-a1b2-000000000001"),
            Settings.DEFAULT,
            member(A)));
    for (NodeId node : List.of(B, C)) {
      done(new Command.PutMember(member(node)));
    }
    for (NodeId node : List.of(A, B, C)) {
      done(new Command.RecordInstance(node, new InstanceId("data-of-" + node)));
    }
    done(new Command.Found(A));
    done(new Command.Open(E1, SyncSet.NOBODY, Optional.empty()));
    done(new Command.AppendSet(E1, SyncSet.any(1, List.of(B, C))));
    done(new Command.ConfirmSet(E1, present().inForce().getLast().id()));
    done(new Command.Renew(E1, 1, Settings.DEFAULT.leaseTtl(), Optional.empty()));
  }

  private Member member(NodeId node) {
    Endpoint at = agents.apply(node);
    return new Member(node, at, at, Optional.of(at), Optional.empty(), Tags.of(100));
  }

  ClusterState present() {
    return machine.applied().state().orElseThrow();
  }

  ClusterMachine.Applied applied() {
    return machine.applied();
  }

  Instant wallClock() {
    return wallClock;
  }

  void at(Instant time) {
    wallClock = time;
  }

  /** Written by the cluster itself; must be accepted. */
  void done(Command command) {
    CommandResult result = apply(new LogEntry(OptionalLong.empty(), command, "a"));
    if (!(result instanceof CommandResult.Applied)) {
      throw new AssertionError(command + ": " + result);
    }
  }

  /** Another leader has what this one's snapshot holds, and nothing else. */
  LoneLeader successor() {
    LoneLeader other = new LoneLeader();
    other.machine.restore(machine.snapshot());
    other.wallClock = wallClock;
    return other;
  }

  private CommandResult apply(LogEntry entry) {
    Stamp at = new Stamp(wallClock, new Moment(wallClock.toEpochMilli() * 1_000_000), "a/boot");
    try {
      return CommandResult.fromBytes(machine.apply(entry.at(at).toBytes(), 1));
    } catch (MalformedMessage e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public IncidentTrail incidents() {
    return applied().incidents();
  }

  @Override
  public CompletableFuture<Optional<LeaderDesk.Standing>> standing() {
    return CompletableFuture.completedFuture(Optional.of(onIt()));
  }

  LeaderDesk.Standing onIt() {
    Moment seen = new Moment(1_000_000_000);
    Postgres.Upstream upstream = new Postgres.Upstream(A, "x");
    Lsn end = new Lsn(500);
    Postgres primary =
        new Postgres.Primary(E1, 1, end, Optional.empty(), List.of(), Optional.empty());
    Postgres standby = new Postgres.Standby(1, end, end, Optional.of(upstream), true);
    Map<NodeId, ClusterView.Received> received =
        Map.of(
            A, new ClusterView.Received(report(A, primary, Gate.WRITE), seen),
            B, new ClusterView.Received(report(B, standby, Gate.READ), seen),
            C, new ClusterView.Received(report(C, standby, Gate.READ), seen));
    ClusterView view =
        new ClusterView(seen, seen, received, machine.applied().lease(), Sightings.NONE);
    return new LeaderDesk.Standing(present(), view, seen);
  }

  private NodeReport report(NodeId node, Postgres postgres, Gate gate) {
    return new NodeReport(
        node,
        E1,
        present().member(node).orElseThrow().instance(),
        postgres,
        gate,
        Optional.empty(),
        present().version(),
        List.of());
  }

  @Override
  public CompletableFuture<CommandResult> write(LogEntry entry) {
    return CompletableFuture.completedFuture(apply(entry));
  }

  @Override
  public Optional<Endpoint> leaderAgent() {
    return Optional.empty();
  }

  @Override
  public NodeId self() {
    return A;
  }

  @Override
  public Optional<ClusterState> state() {
    return machine.applied().state();
  }

  @Override
  public Optional<ClusterView.LeaseSeen> lease() {
    return machine.applied().lease();
  }

  @Override
  public Moment reignSince() {
    return machine.applied().reignSince();
  }

  @Override
  public Optional<Picture> picture() {
    return Optional.empty();
  }

  @Override
  public Raft raft() {
    return new Raft(Optional.empty(), 0, List.of());
  }

  @Override
  public Moment now() {
    return new Moment(1_000_000_000);
  }

  @Override
  public void awaitNews(Duration longest) {}
}
