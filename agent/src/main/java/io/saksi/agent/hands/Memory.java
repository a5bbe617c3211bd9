package io.saksi.agent.hands;

import io.saksi.agent.postgres.Gate;
import io.saksi.agent.postgres.OutcomeUnknownException;
import io.saksi.agent.postgres.PostgresException;
import io.saksi.core.model.Lsn;
import io.saksi.core.model.NodeId;
import io.saksi.core.view.NodeView;
import io.saksi.core.view.Postgres;
import java.util.Optional;

/**
 * What the agent remembers of its PostgreSQL because nothing shows it. An agent that has just
 * started remembers nothing, and takes the cautious reading: an upstream may be configured, no sync
 * entry is proven.
 */
final class Memory {
  /**
   * Nobody's name: so that an adopted standby counts as following somebody until it was revoked or
   * told whom to follow.
   */
  private static final Postgres.Upstream UNKNOWN =
      new Postgres.Upstream(new NodeId("unknown"), "unknown");

  private Optional<Postgres.Upstream> upstream = Optional.of(UNKNOWN);
  private Optional<Postgres.SyncProof> sync = Optional.empty();
  private Optional<Lsn> forkedAt = Optional.empty();
  private Optional<NodeView.ForkVerdict> fork = Optional.empty();
  private Optional<Integer> rewindFailed = Optional.empty();
  private Optional<Postgres.Stopped> stopped = Optional.empty();
  private boolean checkpointDue;
  private long promotions;
  private Optional<Gate> closingFrom = Optional.empty();
  private long starts;
  private long forgotten;

  synchronized Optional<Postgres.Upstream> upstream() {
    return upstream;
  }

  synchronized void following(Optional<Postgres.Upstream> now) {
    upstream = now;
  }

  /** What changes whom PostgreSQL follows. */
  @FunctionalInterface
  interface Change {
    void make() throws PostgresException, InterruptedException;
  }

  /**
   * Has it changed. One that is called off, or fails, may have configured the other, or nobody:
   * then it is not known, and done again; what was remembered before would count as done, should
   * the plan come back to it. One that was made, and shows no effect yet, is not done again.
   */
  void following(Optional<Postgres.Upstream> wanted, Change change)
      throws PostgresException, InterruptedException {
    followingUnknown();
    try {
      change.make();
    } catch (OutcomeUnknownException e) {
      if (wanted.isPresent()) {
        following(wanted);
      }
      throw e;
    }
    following(wanted);
  }

  synchronized void followingUnknown() {
    upstream = Optional.of(UNKNOWN);
  }

  synchronized Optional<Postgres.SyncProof> sync() {
    return sync;
  }

  /** How often a proof was forgotten; to be asked before the marker of a new one is written. */
  synchronized long forgotten() {
    return forgotten;
  }

  /**
   * @param sinceForgotten as it was before the marker was written: where the gate was closed or the
   *     server restarted meanwhile, the marker may lie before what the last sessions wrote
   * @return whether it counts
   */
  synchronized boolean proven(Postgres.SyncProof proof, long sinceForgotten) {
    if (sinceForgotten != forgotten) {
      return false;
    }
    sync = Optional.of(proof);
    return true;
  }

  synchronized void forgetProof() {
    forgotten++;
    sync = Optional.empty();
  }

  /** The gate is being closed; until that is verified it counts as open as it was. */
  synchronized void closing(Gate from) {
    if (closingFrom.isEmpty() && from != Gate.CLOSED) {
      closingFrom = Optional.of(from);
    }
  }

  synchronized void closeVerified() {
    closingFrom = Optional.empty();
  }

  synchronized Optional<Gate> closingFrom() {
    return closingFrom;
  }

  synchronized Optional<Lsn> forkedAt() {
    return forkedAt;
  }

  synchronized void promoted(Lsn at) {
    forkedAt = Optional.of(at);
    promotions++;
    checkpointDue = true;
    upstream = Optional.empty();
  }

  synchronized boolean checkpointDue() {
    return checkpointDue;
  }

  /** How often it was promoted; to be asked before a checkpoint begins. */
  synchronized long promotions() {
    return promotions;
  }

  /**
   * @param sincePromotions as it was before the checkpoint began: one that began on the standby is
   *     a restartpoint of the former timeline, and pg_rewind would find no fork in what it wrote
   */
  synchronized void checkpointed(long sincePromotions) {
    if (sincePromotions == promotions) {
      checkpointDue = false;
    }
  }

  synchronized Optional<NodeView.ForkVerdict> fork() {
    return fork;
  }

  synchronized void judged(NodeView.ForkVerdict verdict) {
    fork = Optional.of(verdict);
  }

  synchronized Optional<Integer> rewindFailed() {
    return rewindFailed;
  }

  /** Only a new clone helps, of whoever leads that timeline. */
  synchronized void rewindFailedOnto(int timeline) {
    rewindFailed = Optional.of(timeline);
  }

  /** It streams: whatever failed before, it can follow. */
  synchronized void streams() {
    rewindFailed = Optional.empty();
  }

  synchronized Optional<Postgres.Stopped> stopped() {
    return stopped;
  }

  /**
   * How often a server was started or found running: what was read of a stopped one before is old.
   */
  synchronized long starts() {
    return starts;
  }

  /**
   * @param sinceStarts as it was before the files were read; where a server ran since, what they
   *     said is worthless: a position from before would let others be elected without what was
   *     written after it
   */
  synchronized void foundStopped(Postgres.Stopped found, long sinceStarts) {
    if (sinceStarts == starts) {
      stopped = Optional.of(found);
    }
  }

  synchronized void seenRunning() {
    starts++;
    stopped = Optional.empty();
  }

  /** A server was started, or its files changed: what was known of the stopped one is old. */
  synchronized void started() {
    starts++;
    closingFrom = Optional.empty();
    forgetProof();
    stopped = Optional.empty();
    fork = Optional.empty();
    forkedAt = Optional.empty();
    checkpointDue = false;
  }

  /** The data directory is another one. */
  synchronized void replaced() {
    started();
    rewindFailed = Optional.empty();
  }
}
