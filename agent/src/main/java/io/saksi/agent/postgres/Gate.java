package io.saksi.agent.postgres;

/**
 * Who may connect to this node's PostgreSQL. {@code READ} and {@code WRITE} let the same people in;
 * {@code WRITE} is refused on a standby.
 */
public enum Gate {
  /** Replication by members and the agent itself, nobody else, and no client session left. */
  CLOSED,
  READ,
  WRITE
}
