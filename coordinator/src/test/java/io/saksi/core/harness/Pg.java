package io.saksi.core.harness;

import io.saksi.core.model.Epoch;
import io.saksi.core.model.InstanceId;
import io.saksi.core.model.Lsn;
import io.saksi.core.model.NodeId;
import io.saksi.core.model.SyncEntry;
import io.saksi.core.view.Gate;
import io.saksi.core.view.Postgres;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** A node's PostgreSQL: what is on its disk, and what its processes hold. */
final class Pg {
  enum Role {
    STOPPED,
    BUSY,
    STANDBY,
    PRIMARY
  }

  /**
   * A WAL sender's row.
   *
   * @param has what the standby really had when it said so
   */
  record Row(NodeId standby, long sent, Wal has, long heard) {
    long flushed() {
      return has.lsn();
    }
  }

  // On disk.
  InstanceId instance;
  Wal head;
  boolean wasPrimary;
  boolean clean;
  Epoch serves = Epoch.NONE;
  Optional<Lsn> forkedAt = Optional.empty();

  // In memory.
  Role role = Role.STOPPED;
  Gate gate = Gate.CLOSED;
  int incarnation;
  Optional<Postgres.Upstream> upstream = Optional.empty();
  boolean streaming;
  long lastStreamed;
  SyncEntry setting;
  final Map<String, Row> rows = new TreeMap<>();
  final Deque<Wal> waiting = new ArrayDeque<>();

  boolean runs() {
    return role == Role.STANDBY || role == Role.PRIMARY;
  }

  boolean writable() {
    return role == Role.PRIMARY && gate == Gate.WRITE;
  }

  void kill() {
    clean = false;
    halt();
  }

  void stopCleanly() {
    clean = runs();
    halt();
  }

  private void halt() {
    role = Role.STOPPED;
    closeGate();
    incarnation++;
    upstream = Optional.empty();
    streaming = false;
    setting = null;
    rows.clear();
  }

  /** Ends every session; what they wrote stays, unacknowledged. */
  void closeGate() {
    gate = Gate.CLOSED;
    waiting.clear();
  }

  void loseData() {
    kill();
    instance = null;
    head = null;
    wasPrimary = false;
    forkedAt = Optional.empty();
  }

  void start(Role as) {
    role = as;
    wasPrimary = as == Role.PRIMARY;
    clean = false;
  }

  void follow(Optional<Postgres.Upstream> whom) {
    upstream = whom;
    streaming = false;
  }

  Wal write() {
    head = head.next(head.timeline());
    return head;
  }
}
