package io.saksi.core;

import io.saksi.core.command.Command;
import io.saksi.core.command.Outcome;
import io.saksi.core.model.Branch;
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
import io.saksi.core.model.Settings;
import io.saksi.core.model.SyncSet;
import io.saksi.core.state.ClusterState;
import io.saksi.core.view.ClusterView;
import io.saksi.core.view.Gate;
import io.saksi.core.view.NodeReport;
import io.saksi.core.view.NodeView;
import io.saksi.core.view.Postgres;
import io.saksi.core.view.Sightings;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/** States reached by commands, as they are in operation, and the values that tests speak of. */
public final class States {
  public static final NodeId A = new NodeId("a");
  public static final NodeId B = new NodeId("b");
  public static final NodeId C = new NodeId("c");
  public static final Epoch E1 = new Epoch(1);
  public static final Epoch E2 = new Epoch(2);
  public static final Epoch E3 = new Epoch(3);
  public static final Branch TRUNK = new Branch(1, E1);

  private States() {}

  public static ClusterState after(ClusterState state, Command... commands) {
    ClusterState at = state;
    for (Command command : commands) {
      Outcome outcome = at.apply(command, OptionalLong.empty());
      if (!(outcome instanceof Outcome.Applied applied)) {
        throw new AssertionError(command + ": " + outcome);
      }
      at = applied.state();
    }
    return at;
  }

  public static Member member(NodeId node) {
    Endpoint endpoint = new Endpoint("127.0.0.1", 1);
    return new Member(node, endpoint, endpoint, Optional.of(endpoint), Optional.empty(), 1);
  }

  public static InstanceId instance(NodeId node) {
    return new InstanceId("data-of-" + node);
  }

  /** Three data nodes with data on record; nobody leads. */
  public static ClusterState members() {
    return foundedBy(member(A));
  }

  /** The same, but the founder brings a database. */
  public static ClusterState bringing() {
    return foundedBy(member(A).withInstance(instance(A)));
  }

  private static ClusterState foundedBy(Member founder) {
    return after(
        ClusterState.create(
            new Command.CreateCluster(new ClusterId("t", "t"), Settings.DEFAULT, founder)),
        new Command.PutMember(member(B)),
        new Command.PutMember(member(C)),
        new Command.RecordInstance(A, instance(A)),
        new Command.RecordInstance(B, instance(B)),
        new Command.RecordInstance(C, instance(C)));
  }

  /** A leads epoch 1 and commits wait for this set, proven. */
  public static ClusterState open(SyncSet set) {
    ClusterState exposed =
        after(
            members(),
            new Command.Found(A),
            new Command.Open(E1, SyncSet.NOBODY, Optional.empty()));
    if (set.isEmpty()) {
      return exposed;
    }
    ClusterState appended = after(exposed, new Command.AppendSet(E1, set));
    return after(appended, new Command.ConfirmSet(E1, appended.inForce().getLast().id()));
  }

  public static ClusterState renewed(ClusterState state) {
    return after(
        state,
        new Command.Renew(state.reign().epoch(), 1, state.settings().leaseTtl(), Optional.empty()));
  }

  /** A is deposed and epoch 2 elects. */
  public static ClusterState electing(SyncSet set) {
    return after(
        renewed(open(set)),
        new Command.BeginFailover(E1, io.saksi.core.model.Cause.POSTMASTER_DEAD));
  }

  /** B is elected for epoch 2, at 100, by itself and C. */
  public static ClusterState elected() {
    return after(electing(SyncSet.any(1, List.of(B, C))), promoteB());
  }

  public static Command.Elect promoteB() {
    return new Command.Elect(
        E2,
        B,
        io.saksi.core.model.Reign.Accession.PROMOTE,
        Optional.empty(),
        Map.of(B, at(100), C, at(90)),
        SyncSet.any(1, List.of(C)));
  }

  public static ClusterState fenced(ClusterState state) {
    return after(state, new Command.RecordFence(E1, FenceProof.SELF_FENCED));
  }

  public static Position at(long lsn) {
    return new Position(TRUNK, new Lsn(lsn));
  }

  public static Moment time(long millis) {
    return new Moment(millis * 1_000_000);
  }

  public static Postgres.Standby revoked(long lsn) {
    return new Postgres.Standby(1, new Lsn(lsn), new Lsn(lsn), Optional.empty(), false);
  }

  public static Postgres.Standby following(NodeId leader, String name, int timeline, long lsn) {
    return new Postgres.Standby(
        timeline,
        new Lsn(lsn),
        new Lsn(lsn),
        Optional.of(new Postgres.Upstream(leader, name)),
        true);
  }

  public static Postgres.Stopped crashed() {
    return new Postgres.Stopped(true, 1, Optional.empty());
  }

  public static Postgres.Primary primary(
      Epoch epoch, int timeline, long lsn, List<Postgres.Sender> senders, long proofOf) {
    Optional<Postgres.SyncProof> proof =
        proofOf < 0 ? Optional.empty() : Optional.of(new Postgres.SyncProof(proofOf, new Lsn(lsn)));
    return new Postgres.Primary(epoch, timeline, new Lsn(lsn), Optional.empty(), senders, proof);
  }

  public static Postgres.Sender sender(String name, long flushed) {
    return new Postgres.Sender(name, true, new Lsn(flushed), new Lsn(flushed));
  }

  public static NodeReport report(NodeId node, Epoch promised, Postgres postgres) {
    return new NodeReport(
        node,
        promised,
        Optional.of(instance(node)),
        postgres,
        Gate.CLOSED,
        Optional.of(Duration.ofSeconds(1)),
        1,
        List.of());
  }

  public static NodeView view(NodeId self, Epoch promised, Postgres postgres, Gate gate) {
    return new NodeView(
        self,
        promised,
        Optional.of(instance(self)),
        postgres,
        gate,
        Optional.of(time(3_000)),
        Optional.of(time(0)),
        Optional.empty(),
        Optional.empty(),
        false,
        Optional.empty(),
        false);
  }

  /** All heard at 10 s; this leader leads since 0, the reign began then, renewed at 9 s. */
  public static ClusterView heard(ClusterState state, NodeReport... reports) {
    Map<NodeId, ClusterView.Received> received = new TreeMap<>();
    for (NodeReport report : reports) {
      received.put(report.node(), new ClusterView.Received(report, time(10_000)));
    }
    return new ClusterView(
        time(0),
        time(0),
        received,
        state.renewal().map(r -> new ClusterView.LeaseSeen(r.epoch(), r.ttl(), time(9_000))),
        Sightings.NONE);
  }
}
