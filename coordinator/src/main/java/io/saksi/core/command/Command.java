package io.saksi.core.command;

import io.saksi.core.model.Cause;
import io.saksi.core.model.ClusterId;
import io.saksi.core.model.Epoch;
import io.saksi.core.model.FenceProof;
import io.saksi.core.model.InstanceId;
import io.saksi.core.model.Lsn;
import io.saksi.core.model.Member;
import io.saksi.core.model.NodeId;
import io.saksi.core.model.Position;
import io.saksi.core.model.Reign;
import io.saksi.core.model.Settings;
import io.saksi.core.model.SyncSet;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** A change of the cluster's state, as it is written to the Raft log. */
public sealed interface Command {
  /** The cluster's first entry: its identity, and the node that makes the first database. */
  record CreateCluster(ClusterId cluster, Settings settings, Member founder) implements Command {}

  /** A node joins, or describes itself anew (another address). */
  record PutMember(Member member) implements Command {}

  /** The identity of a node's data directory, new after initdb, clone and rewind. */
  record RecordInstance(NodeId node, InstanceId instance) implements Command {}

  /** The founder is to make the first database, as epoch 1. */
  record Found(NodeId node) implements Command {}

  /** The reign of {@code ended} is over: no renewals for it from here on. */
  record BeginFailover(Epoch ended, Cause cause) implements Command {}

  /**
   * The candidate for the epoch, chosen on these positions.
   *
   * @param positions what every node that promised reported; it counts for later epochs too, until
   *     one opens
   * @param proposed the set that is to rule once the candidate opens
   */
  record Elect(
      Epoch epoch,
      NodeId candidate,
      Reign.Accession accession,
      Optional<NodeId> source,
      Map<NodeId, Position> positions,
      SyncSet proposed)
      implements Command {
    public Elect {
      positions = Map.copyOf(positions);
    }
  }

  /** The former primary provably no longer serves. */
  record RecordFence(Epoch deposed, FenceProof proof) implements Command {}

  /**
   * The elected candidate may open.
   *
   * @param set the set that rules: the proposed one, or a smaller one if that could not gather
   * @param forkedAt where the candidate's timeline really left its parent; empty in place
   */
  record Open(Epoch epoch, SyncSet set, Optional<Lsn> forkedAt) implements Command {}

  /**
   * The primary goes on. It does not raise the state's version.
   *
   * @param ttl how long the lease lasts from the moment before this was sent
   * @param floor what enough members of every set in force are known to have flushed
   */
  record Renew(Epoch epoch, long number, Duration ttl, Optional<Position> floor)
      implements Command {}

  /** Adds a set to the list of sets in force; the primary applies the last of the list. */
  record AppendSet(Epoch epoch, SyncSet set) implements Command {}

  /** The entry is proven to be in force: the others leave the list. */
  record ConfirmSet(Epoch epoch, long entryId) implements Command {}
}
