package io.saksi.core.model;

import java.time.Duration;
import java.util.Optional;

/**
 * The last renewal of a lease that was applied. Its time is known to each replica only by its own
 * clock, so it is not here.
 *
 * @param longest the longest lease that any renewal of this epoch was granted: one that was granted
 *     before the setting was shortened may still be held
 * @param end how far the primary's WAL reached; empty if it did not say
 */
public record Renewal(
    Epoch epoch, long number, Duration ttl, Duration longest, Optional<Position> end) {
  public Renewal {
    longest = longest.compareTo(ttl) < 0 ? ttl : longest;
  }

  public Renewal(Epoch epoch, long number, Duration ttl) {
    this(epoch, number, ttl, ttl, Optional.empty());
  }
}
