package io.saksi.core.view;

import io.saksi.core.model.Epoch;
import io.saksi.core.model.Lsn;
import io.saksi.core.model.NodeId;
import java.util.List;
import java.util.Optional;

/** What a node's PostgreSQL is doing, as its agent saw it last. */
public sealed interface Postgres {
  /** A witness: no PostgreSQL belongs to this node. */
  record Witness() implements Postgres {}

  /** There is no data directory, and no process of one that was there is alive (verified). */
  record Absent() implements Postgres {}

  /** Something is there that the agent must not touch, or cannot use. */
  record Unusable(String reason) implements Postgres {}

  /**
   * No process of the instance is alive (verified).
   *
   * @param wasPrimary it ran as a primary last
   * @param timeline of its newest WAL
   * @param endOfWal only after a clean shutdown; after a crash nobody knows before looking
   */
  record Stopped(boolean wasPrimary, int timeline, Optional<Lsn> endOfWal) implements Postgres {}

  /**
   * Starting, stopping, being cloned or rewound.
   *
   * @param ended the postmaster that served here has ended, by the kernel's word, and the agent is
   *     about to end what is left of it: it serves nobody for long, and is fenced no sooner than it
   *     is {@link Stopped}
   */
  record Busy(String what, boolean ended) implements Postgres {
    public Busy(String what) {
      this(what, false);
    }
  }

  /**
   * Running in recovery.
   *
   * @param timeline of its newest WAL
   * @param reached the end of what it has: the greater of received and replayed. Less than a node
   *     may have acknowledged must never be said: after a start, all WAL that is there has to be
   *     replayed first, and until then the node is {@link Busy}
   * @param replayed how far it has been applied
   * @param upstream whom it is configured to follow; empty if nobody
   * @param streaming whether a WAL receiver is connected
   */
  record Standby(
      int timeline, Lsn reached, Lsn replayed, Optional<Upstream> upstream, boolean streaming)
      implements Postgres {}

  /** Whom a standby follows, and under which {@code application_name}. */
  record Upstream(NodeId node, String name) {}

  /**
   * Running, not in recovery.
   *
   * @param serves the epoch in whose name it was promoted or started; on disk before that happened
   * @param flushed the end of its WAL
   * @param forkedAt where its timeline left the parent, if it was promoted
   * @param standbys one row for each WAL sender
   * @param sync the sync entry that is proven to be in force
   */
  record Primary(
      Epoch serves,
      int timeline,
      Lsn flushed,
      Optional<Lsn> forkedAt,
      List<Sender> standbys,
      Optional<SyncProof> sync)
      implements Postgres {
    public Primary {
      standbys = List.copyOf(standbys);
    }
  }

  /**
   * A WAL sender's row of {@code pg_stat_replication}.
   *
   * @param name its {@code application_name}: a node's name, or its joining name
   */
  record Sender(String name, boolean streaming, Lsn sent, Lsn flushed) {
    /**
     * A standby that claims to have flushed what was never sent to it has other WAL than ours: it
     * acknowledges what it does not have (trap: a diverged former primary).
     */
    public boolean isHonest() {
      return sent.isAtLeast(flushed);
    }
  }

  /**
   * The entry is in force: every session that commits waits by it, and the marker was written after
   * that. Where the gate was closed before, the marker also lies at or beyond everything that a
   * client could have written.
   */
  record SyncProof(long entryId, Lsn marker) {}
}
