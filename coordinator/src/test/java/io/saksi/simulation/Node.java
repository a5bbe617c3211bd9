package io.saksi.simulation;

import io.saksi.core.model.Epoch;
import io.saksi.core.model.InstanceId;
import io.saksi.core.model.Lsn;
import io.saksi.core.model.Moment;
import io.saksi.core.model.NodeId;
import io.saksi.core.model.Renewal;
import io.saksi.core.state.ClusterState;
import io.saksi.core.view.ClusterView;
import io.saksi.core.view.NodeFacts;
import io.saksi.core.view.NodeReport;
import io.saksi.core.view.NodeView;
import io.saksi.core.view.Postgres;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A host: its disk, its PostgreSQL, its agent's memory and its guard's deadline. */
final class Node {
  /** {@code wal_sender_timeout}: a row whose standby is not heard disappears after this long. */
  static final long SENDER_TIMEOUT = 2_000;

  private static final Map<String, Long> LIMITS = Map.of("max_connections", 100L);

  final World world;
  final NodeId id;
  final int index;
  final boolean witness;
  final double rate;
  final Pg pg = new Pg();
  final Agent agent;
  final Guard guard;

  // On disk.
  Epoch promised = Epoch.NONE;
  Epoch promisedOnDisk = Epoch.NONE;
  long highestEntry;

  /** On disk beside the promise: in whose name PostgreSQL was a primary, and with what data. */
  Epoch served = Epoch.NONE;

  InstanceId servedData;
  boolean founded;
  int stored;
  boolean raftLost;

  // The host.
  boolean up = true;
  long frozenUntil = -1;
  long slowDiskUntil;
  long fullDiskUntil;
  boolean vip;

  // The agent's memory.
  boolean agentUp = true;
  int agentIncarnation;
  long pausedUntil = -1;
  long lagsUntil;
  int applied;
  Optional<ClusterView.LeaseSeen> leaseSeen = Optional.empty();
  Optional<Postgres.SyncProof> proof = Optional.empty();
  Optional<NodeView.ForkVerdict> fork = Optional.empty();
  Optional<Moment> confirmed = Optional.empty();
  boolean claimsStopped;

  /** It was started again after a switchover that was rolled back, and has not opened since. */
  boolean rolledBack;

  long divergedReadsSince = -1;

  Node(World world, NodeId id, int index, boolean witness, double rate) {
    this.world = world;
    this.id = id;
    this.index = index;
    this.witness = witness;
    this.rate = rate;
    agent = new Agent(world, this);
    guard = new Guard(world, this);
  }

  Moment clock() {
    return new Moment((long) ((world.now() + 1_000_000) * rate * 1e6));
  }

  /** The world's time, rounded up, at which this node's clock shows the moment. */
  long worldTime(Moment moment) {
    return (long) Math.ceil(moment.nanos() / 1e6 / rate) - 1_000_000;
  }

  /** Whether anything on this host runs at all. */
  boolean serves() {
    return up && world.now() > frozenUntil;
  }

  boolean agentRuns() {
    return serves() && agentUp && !raftLost && world.now() > pausedUntil;
  }

  /** Clients can write here, now. */
  boolean writable() {
    return serves() && pg.writable();
  }

  boolean diskFull() {
    return world.now() < fullDiskUntil;
  }

  /** How long a flush takes, in milliseconds. */
  long flush() {
    return world.now() < slowDiskUntil ? world.between(50, 900) : world.between(0, 2);
  }

  ClusterState state() {
    return world.raft.log.at(applied);
  }

  void applyUpTo(int end) {
    for (int at = applied + 1; at <= end; at++) {
      if (world.raft.log.isRenewal(at)) {
        Renewal renewal = world.raft.log.at(at).renewal().orElseThrow();
        leaseSeen = Optional.of(new ClusterView.LeaseSeen(renewal.epoch(), renewal.ttl(), clock()));
      }
    }
    applied = Math.max(applied, end);
    stored = Math.max(stored, applied);
  }

  void promise(Epoch epoch) {
    if (promised.isBefore(epoch)) {
      promised = epoch;
      guard.disarm();
      Tampering.persistPromise(this);
    }
  }

  void closeGate() {
    pg.closeGate();
    vip = false;
    if (world.variant != Variant.KEEP_PROOF_ACROSS_GATE) {
      proof = Optional.empty();
    }
  }

  void killPostgres() {
    pg.kill();
    forgetPostgres();
  }

  void stopPostgres() {
    pg.stopCleanly();
    forgetPostgres();
  }

  private void forgetPostgres() {
    vip = false;
    claimsStopped = false;
    proof = Optional.empty();
    fork = Optional.empty();
  }

  Postgres postgres() {
    if (witness) {
      return new Postgres.Witness();
    }
    return claimsStopped
        ? stopped()
        : switch (pg.role) {
          case BUSY -> new Postgres.Busy("working");
          case STOPPED -> pg.instance == null ? new Postgres.Absent() : stopped();
          case STANDBY ->
              new Postgres.Standby(
                  pg.head.timeline(), pg.head.end(), pg.replayed.end(), pg.upstream, pg.streaming);
          case PRIMARY -> pg.orphaned ? orphaned() : primary();
        };
  }

  private Postgres primary() {
    return pg.stopping
        ? new Postgres.Busy("shutting down")
        : new Postgres.Primary(
            pg.serves, pg.head.timeline(), pg.head.end(), pg.forkedAt, senders(), proof);
  }

  /** Told by the kernel's word, before what is left was found dead. */
  private Postgres orphaned() {
    return world.variant == Variant.ORPHANS_COUNT_AS_DEAD
        ? stopped()
        : new Postgres.Busy("ending its processes", true);
  }

  private Postgres stopped() {
    Optional<Lsn> end = pg.clean || claimsStopped ? Optional.of(pg.head.end()) : Optional.empty();
    return new Postgres.Stopped(pg.wasPrimary, pg.head.timeline(), end);
  }

  private List<Postgres.Sender> senders() {
    List<Postgres.Sender> senders = new ArrayList<>(pg.rows.size());
    for (Map.Entry<String, Pg.Row> entry : pg.rows.entrySet()) {
      Pg.Row row = entry.getValue();
      if (world.now() - row.heard() < SENDER_TIMEOUT) {
        senders.add(
            new Postgres.Sender(entry.getKey(), true, Wal.at(row.sent()), Wal.at(row.flushed())));
      }
    }
    return senders;
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
            guard.deadline(),
            confirmed,
            fork,
            Optional.empty(),
            false,
            pg.leads() && !claimsStopped ? Optional.of(pg.serves) : Optional.empty(),
            false));
  }

  private NodeFacts facts() {
    NodeFacts unknown = NodeFacts.UNKNOWN;
    return new NodeFacts(
        pg.leads() && serves() ? NodeFacts.Commit.WORKS : unknown.commit(),
        unknown.receiver(),
        unknown.fence(),
        unknown.clockOffset(),
        fork,
        unknown.canFence(),
        pg.runs() && !pg.orphaned ? LIMITS : unknown.limits(),
        unknown.archived());
  }

  NodeReport report() {
    Optional<Duration> left = guard.lease().map(until -> until.since(clock()));
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
            facts()));
  }
}
