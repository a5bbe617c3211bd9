package io.saksi.core.harness;

import io.saksi.core.model.Epoch;
import io.saksi.core.model.Lsn;
import io.saksi.core.model.Moment;
import io.saksi.core.model.NodeId;
import io.saksi.core.model.Renewal;
import io.saksi.core.state.ClusterState;
import io.saksi.core.view.ClusterView;
import io.saksi.core.view.Gate;
import io.saksi.core.view.NodeFacts;
import io.saksi.core.view.NodeReport;
import io.saksi.core.view.NodeView;
import io.saksi.core.view.Postgres;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A host: its disk, its PostgreSQL, its agent's memory and its guard's deadline. */
final class Node {
  final World world;
  final NodeId id;
  final boolean witness;
  final double rate;
  final Pg pg = new Pg();

  // On disk.
  Epoch promised = Epoch.NONE;
  long highestEntry;
  boolean founded;
  int applied;

  // The guard's, gone with the host.
  Optional<Moment> deadline = Optional.empty();

  // The agent's memory.
  boolean up = true;
  boolean agentUp = true;
  int agentIncarnation;
  long pausedUntil;
  boolean acting;
  Optional<ClusterView.LeaseSeen> leaseSeen = Optional.empty();
  Optional<Postgres.SyncProof> proof = Optional.empty();
  Optional<NodeView.ForkVerdict> fork = Optional.empty();
  Optional<Moment> confirmed = Optional.empty();
  long divergedReadsSince = -1;
  long renewalNumber;

  Node(World world, NodeId id, boolean witness, double rate) {
    this.world = world;
    this.id = id;
    this.witness = witness;
    this.rate = rate;
  }

  Moment clock() {
    return clock(world.now);
  }

  private Moment clock(long at) {
    return new Moment((long) ((at + 1_000_000) * rate * 1e6));
  }

  /** The world's time, rounded up, at which this node's clock shows the moment. */
  long worldTime(Moment moment) {
    return (long) Math.ceil(moment.nanos() / 1e6 / rate) - 1_000_000;
  }

  boolean agentRuns() {
    return up && agentUp && world.now >= pausedUntil;
  }

  ClusterState state() {
    return world.log.at(applied);
  }

  void applyUpTo(int index) {
    for (int at = applied + 1; at <= index; at++) {
      if (world.log.isRenewal(at)) {
        Renewal renewal = world.log.at(at).renewal().orElseThrow();
        leaseSeen = Optional.of(new ClusterView.LeaseSeen(renewal.epoch(), renewal.ttl(), clock()));
      }
    }
    applied = Math.max(applied, index);
  }

  void promise(Epoch epoch) {
    if (promised.isBefore(epoch)) {
      promised = epoch;
      deadline = Optional.empty();
    }
  }

  void closeGate() {
    pg.closeGate();
    if (world.variant != Variant.KEEP_PROOF_ACROSS_GATE) {
      proof = Optional.empty();
    }
  }

  void killPostgres() {
    pg.kill();
    proof = Optional.empty();
    fork = Optional.empty();
  }

  Optional<Moment> lease() {
    return deadline.filter(d -> clock().isBefore(d));
  }

  Postgres postgres() {
    if (witness) {
      return new Postgres.Witness();
    }
    return switch (pg.role) {
      case BUSY -> new Postgres.Busy("working");
      case STOPPED ->
          pg.instance == null
              ? new Postgres.Absent()
              : new Postgres.Stopped(
                  pg.wasPrimary,
                  pg.head.timeline(),
                  pg.clean ? Optional.of(pg.head.end()) : Optional.empty());
      case STANDBY ->
          new Postgres.Standby(
              pg.head.timeline(), pg.head.end(), pg.head.end(), pg.upstream, pg.streaming);
      case PRIMARY ->
          new Postgres.Primary(
              pg.serves, pg.head.timeline(), pg.head.end(), pg.forkedAt, senders(), proof);
    };
  }

  private List<Postgres.Sender> senders() {
    return pg.rows.entrySet().stream()
        .filter(row -> world.now - row.getValue().heard() < World.SENDER_TIMEOUT)
        .map(row ->
            new Postgres.Sender(
                row.getKey(),
                true,
                new Lsn(row.getValue().sent()),
                new Lsn(row.getValue().flushed())))
        .toList();
  }

  NodeView view() {
    return Tampering.view(
        this,
        new NodeView(
            id,
            promised,
            Optional.ofNullable(pg.instance),
            postgres(),
            pg.gate,
            deadline,
            confirmed,
            fork,
            Optional.empty(),
            false,
            pg.role == Pg.Role.PRIMARY ? Optional.of(pg.serves) : Optional.empty(),
            false));
  }

  NodeReport report() {
    Optional<Duration> left = lease().map(until -> until.since(clock()));
    return Tampering.report(
        this,
        new NodeReport(
            id,
            promised,
            Optional.ofNullable(pg.instance),
            postgres(),
            pg.gate,
            left,
            state().version(),
            List.of(),
            new NodeFacts(
                pg.role == Pg.Role.PRIMARY ? NodeFacts.Commit.WORKS : NodeFacts.Commit.UNKNOWN,
                NodeFacts.Receiver.UNKNOWN,
                NodeFacts.Fence.UNKNOWN,
                Optional.empty(),
                fork,
                Set.of(),
                Map.of("max_connections", 100L),
                Optional.empty())));
  }

  boolean gateIs(Gate gate) {
    return pg.gate == gate;
  }
}
