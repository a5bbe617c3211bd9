package io.saksi.core.view;

import io.saksi.core.command.Level;
import io.saksi.core.model.Lsn;
import io.saksi.core.model.NodeId;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What an agent found out about its node beside the state of PostgreSQL. An agent that did not look
 * says so: unknown is never taken for bad, nor for good.
 *
 * @param commit whether the primary can make a commit durable
 * @param receiver the standby's connection to whom it follows
 * @param fence what would stop this node if it hung
 * @param clockOffset bound on how far its wall clock is off; empty: unknown
 * @param fork as {@link NodeView#fork}
 * @param canFence whose machines this node's fence agents can turn off, as tried not long ago
 * @param limits of its running PostgreSQL, by name: what a standby has to have at least as large as
 *     its primary; empty: unknown
 * @param archived of a primary that archives its WAL: everything before this is in the archive;
 *     empty: it does not archive, or it is not known
 * @param configured the version of the cluster's configuration that its running PostgreSQL has
 *     read; empty: unknown
 * @param level what its agent understands: {@link Level}
 */
public record NodeFacts(
    Commit commit,
    Receiver receiver,
    Fence fence,
    Optional<Duration> clockOffset,
    Optional<NodeView.ForkVerdict> fork,
    Set<NodeId> canFence,
    Map<String, Long> limits,
    Optional<Lsn> archived,
    Optional<Long> configured,
    int level) {
  public NodeFacts {
    canFence = Set.copyOf(canFence);
    limits = Map.copyOf(limits);
  }

  /** Of a node that did not say its configuration. */
  public NodeFacts(
      Commit commit,
      Receiver receiver,
      Fence fence,
      Optional<Duration> clockOffset,
      Optional<NodeView.ForkVerdict> fork,
      Set<NodeId> canFence,
      Map<String, Long> limits,
      Optional<Lsn> archived) {
    this(
        commit,
        receiver,
        fence,
        clockOffset,
        fork,
        canFence,
        limits,
        archived,
        Optional.empty(),
        Level.OLDEST);
  }

  /** Of a node that archives nothing, and did not say its limits. */
  public NodeFacts(
      Commit commit,
      Receiver receiver,
      Fence fence,
      Optional<Duration> clockOffset,
      Optional<NodeView.ForkVerdict> fork,
      Set<NodeId> canFence) {
    this(commit, receiver, fence, clockOffset, fork, canFence, Map.of(), Optional.empty());
  }

  /** Of a node that can fence nobody. */
  public NodeFacts(
      Commit commit,
      Receiver receiver,
      Fence fence,
      Optional<Duration> clockOffset,
      Optional<NodeView.ForkVerdict> fork) {
    this(commit, receiver, fence, clockOffset, fork, Set.of());
  }

  public static final NodeFacts UNKNOWN =
      new NodeFacts(
          Commit.UNKNOWN, Receiver.UNKNOWN, Fence.UNKNOWN, Optional.empty(), Optional.empty());

  /** What a probe that commits found. */
  public enum Commit {
    UNKNOWN,
    WORKS,
    /** No space is left for WAL. */
    DISK_FULL,
    /** The file system is, or became, read-only. */
    READ_ONLY,
    /** A flush has not come back in time. */
    FSYNC_STALLED,
    /** No connection could be had: all slots are taken. */
    NO_SLOTS,
    /** PostgreSQL does not answer, or does not finish a commit, though its disk works. */
    HUNG,
    /** Commits become durable here, and wait for standbys. */
    REPLICATION_STALLED
  }

  /** What became of the WAL receiver. */
  public enum Receiver {
    UNKNOWN,
    CONNECTED,
    /** The other end is there, and does not let it in. */
    REFUSED,
    /** The other end cannot be reached from here. */
    UNREACHABLE
  }

  /** The last rung that stops a node which hangs. */
  public enum Fence {
    UNKNOWN,
    /** Nothing outside its own processes. */
    NONE,
    GUARD,
    WATCHDOG,
    AGENT
  }
}
