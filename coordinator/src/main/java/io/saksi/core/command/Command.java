package io.saksi.core.command;

import io.saksi.core.model.Cause;
import io.saksi.core.model.ClusterId;
import io.saksi.core.model.Configuration;
import io.saksi.core.model.Epoch;
import io.saksi.core.model.FenceProof;
import io.saksi.core.model.InstanceId;
import io.saksi.core.model.Lsn;
import io.saksi.core.model.Maintenance;
import io.saksi.core.model.Member;
import io.saksi.core.model.Mode;
import io.saksi.core.model.NodeId;
import io.saksi.core.model.Orders;
import io.saksi.core.model.Position;
import io.saksi.core.model.Reign;
import io.saksi.core.model.Settings;
import io.saksi.core.model.SyncSet;
import io.saksi.core.model.Tags;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** A change of the cluster's state, as it is written to the Raft log. */
public sealed interface Command {
  /**
   * The cluster's first entry: its identity, and the node that makes the first database, or brings
   * it: then its data directory is on record here.
   */
  record CreateCluster(ClusterId cluster, Settings settings, Member founder) implements Command {}

  /** A node joins, or describes itself anew (another address). */
  record PutMember(Member member) implements Command {}

  /** The identity of a node's data directory, new after initdb, clone and rewind. */
  record RecordInstance(NodeId node, InstanceId instance) implements Command {}

  /**
   * The founder is to make the first database, as epoch 1, or to lead with the one that it brings.
   *
   * @param adopted what it brings
   */
  record Found(NodeId node, Optional<Adopted> adopted) implements Command {
    public Found(NodeId node) {
      this(node, Optional.empty());
    }
  }

  /**
   * A database that was there before the cluster, shut down in order.
   *
   * @param timeline that it has come to, at least 1
   * @param end of its WAL
   */
  record Adopted(int timeline, Lsn end) {
    public Adopted {
      if (timeline < 1) {
        throw new IllegalArgumentException("a timeline is at least 1: " + timeline);
      }
    }
  }

  /**
   * The reign of {@code ended} is over: no renewals for it from here on.
   *
   * @param failoverLsn where a primary shut down for a switchover whose target has all of it
   *     already, if {@link RecordShutdown} has not said so before
   */
  record BeginFailover(Epoch ended, Cause cause, Optional<Lsn> failoverLsn) implements Command {
    public BeginFailover {
      if (failoverLsn.isPresent() && cause != Cause.SWITCHOVER) {
        throw new IllegalArgumentException("a failover LSN belongs to a switchover, not " + cause);
      }
    }

    public BeginFailover(Epoch ended, Cause cause) {
      this(ended, cause, Optional.empty());
    }
  }

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
   * Asks whether this node is still to be fenced; it changes nothing. A leader writes it right
   * before it has a machine turned off: only one that still leads gets the answer, and only while
   * the log has nothing newer (invariant I4, at the moment of effect).
   */
  record AskFence(Epoch deposed, NodeId target) implements Command {}

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
   * @param end how far the primary's WAL reached when it sent this
   */
  record Renew(
      Epoch epoch, long number, Duration ttl, Optional<Position> floor, Optional<Position> end)
      implements Command {
    /** By an agent that does not say how far its WAL reaches. */
    public Renew(Epoch epoch, long number, Duration ttl, Optional<Position> floor) {
      this(epoch, number, ttl, floor, Optional.empty());
    }
  }

  /** Adds a set to the list of sets in force; the primary applies the last of the list. */
  record AppendSet(Epoch epoch, SyncSet set) implements Command {}

  /**
   * The entry is proven to be in force: the others leave the list.
   *
   * @param marker where the WAL ended when it came into force: what the entries before it
   *     acknowledged lies below
   */
  record ConfirmSet(Epoch epoch, long entryId, Optional<Position> marker) implements Command {
    /** By an agent that does not say where the marker is. */
    public ConfirmSet(Epoch epoch, long entryId) {
      this(epoch, entryId, Optional.empty());
    }
  }

  /**
   * What mode the cluster is to be in. It rules once the primary has the sync entry that carries it
   * in force; a failover obeys the modes of the reign that it ends.
   *
   * @param lagBound as {@link Settings#asyncLagBound}
   */
  record SetMode(Mode mode, Optional<Long> lagBound) implements Command {}

  /** Other bounds and policies. The mode is changed by {@link SetMode} only. */
  record SetSettings(Settings settings) implements Command {}

  /**
   * What PostgreSQL is told on every node from here on.
   *
   * @param replaces the version that this was made from: another one is not overwritten unseen
   * @param by whose order it is
   * @param at by the wall clock of the leader that took it
   */
  record SetConfiguration(long replaces, Configuration.Content content, Orders.By by, Instant at)
      implements Command {}

  /**
   * Every member understands this from here on.
   *
   * @param level as in {@link Level}
   */
  record RaiseLevel(int level) implements Command {}

  /** No automatic failover begins from here on. */
  record Pause(String reason, Optional<Instant> until) implements Command {}

  /** Automatic failovers may begin again. */
  record Resume() implements Command {}

  /** What a node may be used for; its agent no longer says so. */
  record SetTags(NodeId node, Tags tags) implements Command {}

  /** The node is no longer a member. */
  record RemoveMember(NodeId node) implements Command {}

  /**
   * The gate of the reign's primary is to close, so that the target can take over.
   *
   * @param limit as {@link Orders.Switchover#limit}
   * @param planned the hour that it was scheduled for; it takes the place of what is scheduled, and
   *     is refused where that was cancelled meanwhile
   * @param predicted how long it was expected to take, for people
   * @param drain as {@link Orders.Switchover#drain}
   */
  record BeginSwitchover(
      Epoch epoch,
      NodeId target,
      Duration limit,
      Optional<Instant> planned,
      Optional<Duration> predicted,
      Duration drain)
      implements Command {
    /** Begun at once, without waiting for anybody's transaction. */
    public BeginSwitchover(Epoch epoch, NodeId target, Duration limit) {
      this(epoch, target, limit, Duration.ZERO);
    }

    /** Begun at once. */
    public BeginSwitchover(Epoch epoch, NodeId target, Duration limit, Duration drain) {
      this(epoch, target, limit, Optional.empty(), Optional.empty(), drain);
    }

    public BeginSwitchover plannedFor(Instant at) {
      return new BeginSwitchover(epoch, target, limit, Optional.of(at), predicted, drain);
    }

    public BeginSwitchover predictedToTake(Duration length) {
      return new BeginSwitchover(epoch, target, limit, planned, Optional.of(length), drain);
    }
  }

  /** A switchover is to begin later. */
  record ScheduleSwitchover(Orders.Scheduled plan) implements Command {}

  /**
   * What is scheduled does not begin any more.
   *
   * @param at the hour that it was scheduled for
   * @param reason an operator's, or why it was missed
   */
  record EndSchedule(Instant at, String reason) implements Command {}

  /** The primary has shut down cleanly, and its WAL ends here. */
  record RecordShutdown(Epoch epoch, Lsn failoverLsn) implements Command {}

  /** The switchover is rolled back: the primary goes on, or starts again where it is. */
  record CancelSwitchover(Epoch epoch, String reason) implements Command {}

  /** The primary runs again after a rollback. */
  record FinishRollback(Epoch epoch) implements Command {}

  /**
   * Elect this node as it is.
   *
   * @param epoch the reign that it ends, or the election that found nobody
   * @param acceptedLoss as {@link Orders.Forced#acceptedLoss}
   */
  record ForceFailover(Epoch epoch, NodeId target, long acceptedLoss) implements Command {}

  /**
   * The majority is lost for good: what this survivor knows begins a new generation. It is applied
   * once, offline, to what was read of the survivor's Raft log, and never enters a group's log.
   *
   * @param id the UUID of the new Raft group
   * @param lost who an operator declared to be off for good, one by one
   * @param above the highest epoch that a survivor promised; the new one is beyond it
   * @param longestLease the longest lease that a lost node may have been granted
   */
  record Recover(String id, NodeId survivor, Set<NodeId> lost, Epoch above, Duration longestLease)
      implements Command {
    public Recover {
      lost = Collections.unmodifiableSet(new TreeSet<>(lost));
    }
  }

  /**
   * A suspect was looked at, and its WAL left the history; or an operator takes a node out of
   * replication. Only an operator lets it go.
   */
  record SuspendNode(Epoch epoch, NodeId node, String reason) implements Command {}

  /** A suspect was looked at: it streams the current history. */
  record ClearSuspect(Epoch epoch, NodeId node) implements Command {}

  /** The operator lets a held node be rewound and follow. */
  record ResumeNode(NodeId node) implements Command {}

  /** The operator takes a held node out of the cluster; its data is kept. */
  record DetachNode(NodeId node) implements Command {}

  /**
   * An operator works on the node.
   *
   * @param until by the wall clock
   * @param handover only where the node is the primary
   */
  record BeginMaintenance(
      NodeId node, String reason, Instant until, Optional<Maintenance.Handover> handover)
      implements Command {}

  /**
   * A token let a node in, and lets in no other. It does not raise the state's version: nothing is
   * decided on it.
   *
   * @param id the token's own, that no other has
   * @param until when it would have ended anyway, by the wall clock
   * @param now by the wall clock of the leader that writes this
   */
  record SpendToken(String id, Instant until, Instant now) implements Command {}

  /**
   * The work is done, or its time is over: the node is to come back.
   *
   * @param after where the primary's WAL ended when this was decided
   */
  record EndMaintenance(NodeId node, Lsn after) implements Command {}

  /**
   * The node is as before: it was verified, or never became free.
   *
   * @param how for people
   */
  record FinishMaintenance(NodeId node, String how) implements Command {}
}
