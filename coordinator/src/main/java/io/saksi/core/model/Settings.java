package io.saksi.core.model;

import java.time.Duration;
import java.util.Optional;

/**
 * The bounds and policies that decisions use. They live in Raft: every node decides by the same
 * ones.
 *
 * @param mode the mode that new sync entries get
 * @param syncCount how many standbys a commit waits for ({@code k}), at least 1; fewer when there
 *     are fewer
 * @param exposedAllowed whether a primary whose standbys are all gone goes on taking writes
 * @param leaseTtl how long a renewal lets the primary keep its gate open
 * @param driftPerMille bound on the difference in rate between two nodes' clocks, in thousandths
 * @param leaseMargin added to the lease before the leader takes it as run out
 * @param silence how long nothing has to be heard of a node before it counts as silent
 * @param gatherTimeout how long an elected primary may wait for its sync set before a smaller one
 *     is opened with
 * @param candidateTimeout how long a candidate may take to promote before the next epoch begins
 *     without it
 * @param memberLost how long a sync standby may be gone before it is taken out of the set
 * @param memberStable how long a standby must have streamed before it is counted (damping)
 * @param readTtl how long a standby serves reads after it last confirmed the current epoch
 * @param asyncLagBound in {@link Mode#ASYNC}, the bytes of WAL that an automatic failover may lose
 *     (beside what was written since the last renewal); empty: no automatic failover
 * @param failoverPause how long a reign lasts at least before a soft problem ends it (damping); a
 *     dead postmaster or a silent node is never soft
 * @param goals what is expected of the cluster; no decision rests on it
 */
public record Settings(
    Mode mode,
    int syncCount,
    boolean exposedAllowed,
    Duration leaseTtl,
    int driftPerMille,
    Duration leaseMargin,
    Duration silence,
    Duration gatherTimeout,
    Duration candidateTimeout,
    Duration memberLost,
    Duration memberStable,
    Duration readTtl,
    Optional<Long> asyncLagBound,
    Duration failoverPause,
    Goals goals) {
  /** The default profile: a lease of three seconds. */
  public static final Settings DEFAULT =
      new Settings(
          Mode.SYNC_AUTO,
          1,
          true,
          Duration.ofSeconds(3),
          2,
          Duration.ofMillis(100),
          Duration.ofSeconds(1),
          Duration.ofSeconds(2),
          Duration.ofSeconds(10),
          Duration.ofSeconds(3),
          Duration.ofSeconds(2),
          Duration.ofSeconds(10));

  /** Without automatic failover in {@link Mode#ASYNC}. */
  public Settings(
      Mode mode,
      int syncCount,
      boolean exposedAllowed,
      Duration leaseTtl,
      int driftPerMille,
      Duration leaseMargin,
      Duration silence,
      Duration gatherTimeout,
      Duration candidateTimeout,
      Duration memberLost,
      Duration memberStable,
      Duration readTtl) {
    this(
        mode,
        syncCount,
        exposedAllowed,
        leaseTtl,
        driftPerMille,
        leaseMargin,
        silence,
        gatherTimeout,
        candidateTimeout,
        memberLost,
        memberStable,
        readTtl,
        Optional.empty(),
        Duration.ofSeconds(30),
        Goals.NONE);
  }

  public Settings {
    if (asyncLagBound.isPresent() && asyncLagBound.get() < 0) {
      throw new IllegalArgumentException("a lag is not negative: " + asyncLagBound.get());
    }
    if (syncCount < 1) {
      throw new IllegalArgumentException("a commit waits for at least one standby: " + syncCount);
    }
    if (leaseTtl.compareTo(Duration.ofMillis(500)) < 0) {
      throw new IllegalArgumentException("a lease lasts at least 500 ms: " + leaseTtl);
    }
    if (driftPerMille < 0 || driftPerMille > 100) {
      throw new IllegalArgumentException("clock drift is 0 to 100 per mille: " + driftPerMille);
    }
  }

  /** The same, but for the mode and its bound on lag. */
  public Settings withMode(Mode wanted, Optional<Long> lagBound) {
    return new Settings(
        wanted,
        syncCount,
        exposedAllowed,
        leaseTtl,
        driftPerMille,
        leaseMargin,
        silence,
        gatherTimeout,
        candidateTimeout,
        memberLost,
        memberStable,
        readTtl,
        lagBound,
        failoverPause,
        goals);
  }

  /** The primary sends a renewal this often. */
  public Duration renewInterval() {
    return leaseTtl.dividedBy(6);
  }

  /** The primary's agent begins to close the gate this long before its deadline. */
  public Duration closeAhead() {
    return leaseTtl.dividedBy(8);
  }

  /**
   * The guard begins to kill this long before the deadline, so that PostgreSQL is dead by then: a
   * kill takes time. With {@link #leaseMargin} it is what a saturated machine has for it.
   */
  public Duration killAhead() {
    return killAhead(leaseTtl);
  }

  /** As {@link #killAhead()}, of a lease of this length. */
  public static Duration killAhead(Duration leaseTtl) {
    return leaseTtl.dividedBy(20);
  }
}
