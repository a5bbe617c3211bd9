package io.saksi.core.plan;

import io.saksi.core.model.Branch;
import io.saksi.core.model.Epoch;
import io.saksi.core.model.InstanceId;
import io.saksi.core.model.Lsn;
import io.saksi.core.model.NodeId;
import io.saksi.core.model.SyncEntry;
import io.saksi.core.view.Gate;

/**
 * One thing for a node to do. Carrying it out involves no choice. Each carries the epoch in whose
 * name it is done; the executor checks it against the promise on disk and the state applied at the
 * moment of effect, and refuses what has become old (I4).
 */
public sealed interface Action {
  Epoch epoch();

  /** Write to disk: no WAL of an earlier epoch, no serving in one. Then report. */
  record Promise(Epoch epoch) implements Action {}

  /** {@link Promise}, then stop the running standby's WAL receiver, verified. */
  record Revoke(Epoch epoch) implements Action {}

  /**
   * Kill every process of PostgreSQL, verified; then {@link Promise}. What a former primary does.
   */
  record StepDown(Epoch epoch) implements Action {}

  /**
   * Make the cluster's first database and start it as the primary, gate closed. Refused on a node
   * that has once completed it: an agent that restarts may replay this order of long ago, and an
   * empty data directory then means lost data, not a founding.
   */
  record Found(Epoch epoch, SyncEntry sync) implements Action {}

  /** Start PostgreSQL in recovery, following nobody, gate closed. */
  record StartRecruit(Epoch epoch) implements Action {}

  /**
   * Start PostgreSQL as the primary on the branch that it has, gate closed. Refused if the sync
   * entry is older than one that this node had before, as for {@link ApplySync}.
   *
   * @param data the data directory that this is about; another one may have taken its place since
   * @param atLeast what its WAL must reach: a disk that went back in time is not what was elected,
   *     and what it would write cannot be told from what it lost by any position
   */
  record StartInPlace(Epoch epoch, SyncEntry sync, InstanceId data, Lsn atLeast)
      implements Action {}

  /** Stream from this node under this {@code application_name}. */
  record Follow(Epoch epoch, NodeId upstream, String name) implements Action {}

  /** Promote onto exactly this timeline, gate closed, with this sync set configured before. */
  record Promote(Epoch epoch, Branch branch, SyncEntry sync) implements Action {}

  /**
   * Bring the entry into force, and prove it by a marker. Entry ids only grow. The highest that
   * this data directory ever had is on disk before it takes effect, and a lower one is refused: the
   * peer of an agent that restarted may lag, and the sets that it still knows no longer count.
   */
  record ApplySync(Epoch epoch, SyncEntry sync) implements Action {}

  /**
   * Change who may connect, verified. Closing voids the proof of the sync entry in force, for what
   * the last sessions wrote may lie beyond its marker; opening for writes looks at the lease again.
   */
  record SetGate(Epoch epoch, Gate gate) implements Action {}

  /** Shut PostgreSQL down cleanly (fast): what is left of the WAL goes to the standbys first. */
  record ShutDown(Epoch epoch) implements Action {}

  /** Checkpoint, so that others can be rewound onto the new timeline. */
  record Checkpoint(Epoch epoch) implements Action {}

  /**
   * Compare the stopped node's WAL with the history.
   *
   * @param target the branch to be followed
   * @param from the timeline on the target's path that this node's WAL ends on or left
   * @param leavesAt where the path leaves that timeline
   */
  record CheckFork(Epoch epoch, Branch target, int from, Lsn leavesAt) implements Action {}

  /**
   * Stop PostgreSQL, save what the history does not have, and rewind onto the upstream's branch.
   */
  record Rewind(Epoch epoch, NodeId upstream, Branch target) implements Action {}

  /** Copy the upstream's data; an existing data directory is moved aside, not deleted. */
  record Clone(Epoch epoch, NodeId upstream) implements Action {}
}
