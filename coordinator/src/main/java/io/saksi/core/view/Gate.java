package io.saksi.core.view;

/** Who may connect to a node's PostgreSQL. */
public enum Gate {
  /** Replication and the agent only; no client session is left (looked at twice). */
  CLOSED,
  /** Clients, on a standby. */
  READ,
  /** Clients, on the primary. */
  WRITE
}
