package io.saksi.core.harness;

/** The core as it is, and known-bad ones; the simulation has to catch each of these. */
enum Variant {
  CORRECT,
  /** A standby that still streams is counted as revoked. */
  SKIP_REVOCATION,
  /** {@code |S| − k} members' positions are taken as enough. */
  ONE_MEMBER_TOO_FEW,
  /** The lease is taken as run out at once. */
  SKIP_LEASE_WAIT,
  /** The gate opens before the sync set has flushed the end of WAL. */
  OPEN_WITHOUT_GATHERING,
  /** A change of the sync set is confirmed before its members have flushed the marker. */
  CONFIRM_EARLY,
  /** A former primary is started as a standby whatever its WAL holds. */
  SKIP_FORK_CHECK,
  /** A closed gate does not void the proof of the sync set. */
  KEEP_PROOF_ACROSS_GATE,
  /** An agent that restarted with an older state puts an older sync entry into force. */
  APPLY_OLDER_ENTRY
}
