package io.saksi.agent.postgres;

import io.saksi.core.model.Lsn;

/** What a stopped instance's WAL is to the current history. */
public sealed interface ForkVerdict {
  /** Its WAL ends at or before the point where the history leaves its timeline. */
  record FollowsDirectly() implements ForkVerdict {}

  /**
   * It has WAL that is not of the history.
   *
   * @param timeline of that WAL
   * @param fork where the history leaves that timeline
   * @param firstRecord where the first such record begins
   */
  record Diverged(int timeline, Lsn fork, Lsn firstRecord) implements ForkVerdict {}

  /** It could not be found out; only a clone is safe. */
  record Unknown(String reason) implements ForkVerdict {}
}
