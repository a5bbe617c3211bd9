package io.saksi.core.explore;

import io.saksi.core.model.Epoch;
import io.saksi.core.model.InstanceId;
import io.saksi.core.model.Lsn;
import io.saksi.core.model.NodeId;
import io.saksi.core.model.SyncEntry;
import io.saksi.core.view.Gate;
import io.saksi.core.view.NodeView;
import io.saksi.core.view.Postgres;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** A node: its disk, its PostgreSQL, its agent's memory. */
final class Cell {
  enum Role {
    STOPPED,
    STANDBY,
    PRIMARY
  }

  /**
   * What a standby said last.
   *
   * @param has what it really had then
   */
  record Row(int sent, Wal has) {}

  final NodeId id;
  int applied;
  Epoch promised = Epoch.NONE;
  long highestEntry;
  InstanceId instance;
  Wal wal = Wal.EMPTY;
  boolean wasPrimary;
  boolean clean;
  Epoch serves = Epoch.NONE;
  Optional<Lsn> forkedAt = Optional.empty();
  Role role = Role.STOPPED;
  Gate gate = Gate.CLOSED;
  Optional<Postgres.Upstream> upstream = Optional.empty();
  boolean streaming;
  Optional<SyncEntry> setting = Optional.empty();
  Map<String, Row> rows = new TreeMap<>();
  List<Wal> waiting = new ArrayList<>();
  Optional<Postgres.SyncProof> proof = Optional.empty();
  Optional<NodeView.ForkVerdict> fork = Optional.empty();
  boolean lease;

  Cell(NodeId id, InstanceId instance) {
    this.id = id;
    this.instance = instance;
  }

  Cell copy() {
    Cell c = new Cell(id, instance);
    c.applied = applied;
    c.promised = promised;
    c.highestEntry = highestEntry;
    c.wal = wal;
    c.wasPrimary = wasPrimary;
    c.clean = clean;
    c.serves = serves;
    c.forkedAt = forkedAt;
    c.role = role;
    c.gate = gate;
    c.upstream = upstream;
    c.streaming = streaming;
    c.setting = setting;
    c.rows = new TreeMap<>(rows);
    c.waiting = new ArrayList<>(waiting);
    c.proof = proof;
    c.fork = fork;
    c.lease = lease;
    return c;
  }

  /** All of it as a value, for hashing; {@code applied} is the world's to express. */
  List<Object> key() {
    return List.of(
        promised,
        highestEntry,
        instance,
        wal,
        wasPrimary,
        clean,
        serves,
        forkedAt,
        role,
        gate,
        upstream,
        streaming,
        setting,
        rows,
        waiting,
        proof,
        fork,
        lease);
  }

  boolean runs() {
    return role != Role.STOPPED;
  }

  boolean writable() {
    return role == Role.PRIMARY && gate == Gate.WRITE;
  }

  void start(Role as) {
    role = as;
    wasPrimary = as == Role.PRIMARY;
    clean = false;
    fork = Optional.empty();
  }

  void stop(boolean cleanly) {
    clean = cleanly && runs();
    role = Role.STOPPED;
    closeGate();
    upstream = Optional.empty();
    streaming = false;
    setting = Optional.empty();
    rows.clear();
    fork = Optional.empty();
  }

  /** Ends every session; what they wrote stays, unacknowledged. */
  void closeGate() {
    gate = Gate.CLOSED;
    waiting.clear();
    proof = Optional.empty();
  }

  void promise(Epoch epoch) {
    if (promised.isBefore(epoch)) {
      promised = epoch;
      lease = false;
    }
  }

  void write() {
    wal = wal.write(wal.timeline(), serves.number());
  }
}
