package io.saksi.raft;

/** What a peer takes itself for, at this moment. Never fence by it: only a commit is a proof. */
public enum RaftRole {
  /** Leads, and has applied the first entry of its term. */
  LEADER_READY,
  /** Leads, but does not know yet all that was committed before. */
  LEADER,
  FOLLOWER,
  CANDIDATE,
  /** Starting, or taking over a snapshot. */
  STARTING,
  /** Closed, closing or failed: it does not come back. */
  CLOSED
}
