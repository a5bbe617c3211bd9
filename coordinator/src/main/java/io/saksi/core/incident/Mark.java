package io.saksi.core.incident;

import io.saksi.core.model.Epoch;

/**
 * A step that was reached.
 *
 * @param epoch under way then
 */
public record Mark(Step step, Epoch epoch, Stamp at) {
  /** The steps of a change of roles, each one entry of the log. */
  public enum Step {
    /** The last renewal of the former primary's lease that was written. */
    LAST_RENEWAL,
    /** An operator's switchover began: the gate closes. */
    ORDERED,
    /** The former primary was down, and the end of its WAL recorded. */
    SHUT_DOWN,
    /** The switchover is rolled back. */
    CANCELLED,
    /** The reign's end: an election begins. */
    BEGUN,
    /** The candidate and the positions were recorded. */
    ELECTED,
    /** The former primary was proven not to serve. */
    FENCED,
    /** The new primary may open. */
    OPENED,
    /** Its first renewal was written: its gate opens. */
    SERVING,
    /** The former primary serves again. */
    BACK
  }
}
