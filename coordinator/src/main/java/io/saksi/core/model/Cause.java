package io.saksi.core.model;

/** Why a reign ends and an election begins. */
public enum Cause {
  /** The primary's agent reported that PostgreSQL is not running. */
  POSTMASTER_DEAD,
  /** Nothing is heard of the primary's node, and no standby receives from it. */
  NODE_SILENT,
  /** The primary's lease has run out and it did not come back. */
  LEASE_RAN_OUT,
  /** The primary runs, but has not been open for clients for too long. */
  PRIMARY_NOT_SERVING,
  /** The primary runs and cannot make a commit durable (its own probe says so). */
  CANNOT_COMMIT,
  /** A planned change of roles. */
  SWITCHOVER,
  /** An operator forced it, whatever is lost. */
  FORCED,
  /** The elected candidate did not get as far as opening. */
  CANDIDATE_FAILED,
  /** The majority was lost for good, and an operator rebuilt the quorum from a survivor. */
  DISASTER
}
