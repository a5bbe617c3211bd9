package io.saksi.raft;

import java.util.Optional;

/**
 * Whether the volume of a Raft directory is about to be full, which destroys the vote. One that is
 * nearly full and stays so does no harm, and may be so on every node at once: they hold the same
 * data.
 */
final class FreeSpace {
  /** How many looks ahead the last one's loss is taken to go on. */
  private static final int AHEAD = 4;

  private final long least;
  private final long early;
  private long before = -1;

  /**
   * @param least bytes; below it is full
   * @param early bytes; below it is full if it fills
   */
  FreeSpace(long least, long early) {
    this.least = least;
    this.early = early;
  }

  /**
   * Looks once more.
   *
   * @param free bytes
   * @return why it is about to be full
   */
  Optional<String> judge(long free) {
    long lost = before < 0 ? 0 : Math.max(0, before - free);
    before = free;
    if (free < least) {
      return Optional.of("only " + free + " bytes are free, less than " + least);
    }
    return free < early && lost > (free - least) / AHEAD
        ? Optional.of("only " + free + " bytes are free, and " + lost + " more were a moment ago")
        : Optional.empty();
  }
}
