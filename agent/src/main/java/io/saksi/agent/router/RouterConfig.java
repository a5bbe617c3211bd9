package io.saksi.agent.router;

import java.time.Duration;

/**
 * What the operator chooses.
 *
 * @param readWrite where to listen for clients of the primary
 * @param readOnly where to listen for clients of readable standbys
 * @param maxWait how long a new connection waits for a backend, 1 ms to a day
 */
public record RouterConfig(
    HostPort readWrite, HostPort readOnly, Duration maxWait, RouterLimits limits) {
  public static final Duration DEFAULT_MAX_WAIT = Duration.ofSeconds(30);

  public RouterConfig {
    if (maxWait.compareTo(Duration.ofMillis(1)) < 0 || maxWait.compareTo(Duration.ofDays(1)) > 0) {
      throw new IllegalArgumentException("max-wait lies between 1 ms and a day, not " + maxWait);
    }
  }

  public RouterConfig(HostPort readWrite, HostPort readOnly, Duration maxWait) {
    this(readWrite, readOnly, maxWait, RouterLimits.DEFAULT);
  }
}
