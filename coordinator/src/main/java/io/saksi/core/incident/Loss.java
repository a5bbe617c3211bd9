package io.saksi.core.incident;

import java.time.Duration;
import java.util.Optional;

/**
 * What clients may have been told was committed, and the new primary has not.
 *
 * @param proven whether {@code bytes} is all there can be: 0 by the rule of eligibility or by a
 *     failover LSN that was reached, or counted to the end of WAL that the former primary itself
 *     reported once it was dead. Otherwise it may have written more after its last renewal
 * @param bytes of WAL known to be lost; empty if the positions cannot be compared
 * @param span from when the former primary's WAL ended where the new one begins to its last
 *     renewal; empty if that lies before what is remembered
 */
public record Loss(boolean proven, Optional<Long> bytes, Optional<Duration> span) {
  public static final Loss NONE = new Loss(true, Optional.of(0L), Optional.of(Duration.ZERO));

  Loss and(Loss other) {
    return new Loss(
        proven && other.proven,
        bytes.flatMap(mine -> other.bytes.map(its -> mine + its)),
        span.flatMap(mine -> other.span.map(mine::plus)));
  }
}
