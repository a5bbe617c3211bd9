package io.saksi.agent.postgres;

import java.time.Duration;

/**
 * What a rejoin may use and has to keep.
 *
 * @param keepCount how many divergences are kept, at least 1; those that may hold what a client was
 *     told is committed are kept beside these, until an operator removes them
 * @param keepFor for how long they are kept
 * @param copyLimit the largest data directory, in bytes, of which a copy is made before a rewind
 *     where the file system cannot share blocks (reflink); 0: none
 * @param cloneRate the most that a clone reads from its source, in kB per second: 32 to 1048576, or
 *     0 for as much as it can
 */
public record RejoinOptions(int keepCount, Duration keepFor, long copyLimit, int cloneRate) {
  public static final RejoinOptions DEFAULT =
      new RejoinOptions(5, Duration.ofDays(30), 10L << 30, 0);

  public RejoinOptions {
    if (keepCount < 1 || keepCount > 1000) {
      throw new IllegalArgumentException("1 to 1000 divergences are kept: " + keepCount);
    }
    if (keepFor.isNegative()) {
      throw new IllegalArgumentException("kept for a negative time: " + keepFor);
    }
    if (copyLimit < 0) {
      throw new IllegalArgumentException("a limit is not negative: " + copyLimit);
    }
    if (cloneRate != 0 && (cloneRate < 32 || cloneRate > 1 << 20)) {
      throw new IllegalArgumentException(
          "a clone's rate is 32 to 1048576 kB per second, or 0: " + cloneRate);
    }
  }
}
