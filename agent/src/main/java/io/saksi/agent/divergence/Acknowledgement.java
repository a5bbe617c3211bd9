package io.saksi.agent.divergence;

/** What a client may have been told of a commit; see {@link ReignEnd}. */
public enum Acknowledgement {
  /** PostgreSQL had not answered. */
  UNACKNOWLEDGED,
  POSSIBLY_ACKNOWLEDGED
}
