package io.saksi.raft;

import java.time.Duration;
import java.util.OptionalLong;

/**
 * Whether a leader's own disk keeps everybody waiting. Ratis commits nothing that the leader has
 * not flushed itself, though a majority of others has ({@code RaftLogBase.updateCommitIndex}), and
 * heartbeats need no disk: so a leader whose disk stands still would lead on, and nothing would be
 * committed as long as that lasts, no renewal of a lease among it. Every call counts as a look.
 */
final class DiskWatch {
  private final Duration patience;
  private long flushed;
  private OptionalLong since = OptionalLong.empty();

  /**
   * @param patience for entries that wait, as long as nothing at all is flushed
   */
  DiskWatch(Duration patience) {
    this.patience = patience;
  }

  /**
   * @param waits whether this peer leads, and entries wait for its disk
   * @param flushedIndex how far its log is on disk
   * @return whether they have waited for too long; then the next wait begins
   */
  boolean stalls(boolean waits, long flushedIndex, long nowNanos) {
    if (!waits || flushedIndex != flushed || since.isEmpty()) {
      flushed = flushedIndex;
      since = waits ? OptionalLong.of(nowNanos) : OptionalLong.empty();
      return false;
    }
    if (nowNanos - since.getAsLong() <= patience.toNanos()) {
      return false;
    }
    since = OptionalLong.of(nowNanos);
    return true;
  }
}
