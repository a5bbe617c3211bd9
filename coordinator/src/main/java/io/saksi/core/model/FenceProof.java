package io.saksi.core.model;

/**
 * Why the former primary can no longer serve, as recorded in Raft before a successor may open
 * (invariants I2 and I3).
 */
public enum FenceProof {
  /**
   * Its own agent or guard said so: every process dead, and a promise on disk not to start again in
   * that epoch.
   */
  SELF_FENCED,
  /**
   * Its lease has run out by the leader's clock, counted from the last renewal that the leader
   * applied.
   */
  LEASE_RAN_OUT,
  /** No renewal of its epoch was ever applied: its gate cannot have been opened. */
  NEVER_OPEN,
  /** A fence agent turned its machine off, and then found it off. */
  FENCE_AGENT,
  /** There was no former primary: the cluster is being founded. */
  NO_PREDECESSOR
}
