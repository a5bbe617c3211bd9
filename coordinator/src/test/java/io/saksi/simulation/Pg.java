package io.saksi.simulation;

import io.saksi.core.model.Epoch;
import io.saksi.core.model.InstanceId;
import io.saksi.core.model.Lsn;
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
  record Row(Node standby, long sent, Wal has, long heard) {
    long flushed() {
      return has.lsn();
    }
  }

  // On disk.
  InstanceId instance;
  Wal head;
  private Wal probed;
  private Wal beforeProbes;
  boolean wasPrimary;
  boolean clean;
  Epoch serves = Epoch.NONE;
  Optional<Lsn> forkedAt = Optional.empty();

  /** It lacks what it once had, and does not know. Until it has caught up, in one step. */
  boolean rolledBack;

  // In memory.
  Role role = Role.STOPPED;
  Gate gate = Gate.CLOSED;
  int incarnation;
  Optional<Postgres.Upstream> upstream = Optional.empty();
  Wal replayed;
  boolean streaming;
  boolean streamPending;
  boolean stopping;

  /** Its postmaster has ended; sessions and senders that it had go on until they are ended, too. */
  boolean orphaned;

  long lastStreamed;
  SyncEntry setting;
  final Map<String, Row> rows = new TreeMap<>();
  final Deque<Wal> waiting = new ArrayDeque<>();

  /** Shut down in order before there was a cluster. */
  void existed(InstanceId as, Wal wal) {
    instance = as;
    head = wal;
    replayed = wal;
    wasPrimary = true;
    clean = true;
  }

  boolean runs() {
    return role == Role.STANDBY || role == Role.PRIMARY;
  }

  /** A primary that can be told anything. */
  boolean leads() {
    return role == Role.PRIMARY && !orphaned;
  }

  /** Whoever may connect to a primary can write, by whatever gate he came. */
  boolean writable() {
    return role == Role.PRIMARY && gate != Gate.CLOSED;
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
    stopping = false;
    orphaned = false;
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
    rolledBack = false;
    head = null;
    replayed = null;
    wasPrimary = false;
    forkedAt = Optional.empty();
  }

  void start(Role as) {
    role = as;
    wasPrimary = as == Role.PRIMARY;
    clean = false;
    replayed = head;
  }

  void follow(Optional<Postgres.Upstream> whom) {
    upstream = whom;
    streaming = false;
  }

  /** A commit of the agent's own behind the closed gate: it waits, and shows nobody anything. */
  void probe() {
    if (!head.equals(probed)) {
      beforeProbes = head;
    }
    probed = write();
  }

  /** What whoever may connect now can read. */
  Wal readable() {
    return head.equals(probed) ? beforeProbes : head;
  }

  Wal write() {
    head = head.next(head.timeline());
    return head;
  }
}
