package io.saksi.core.model;

import java.time.Duration;

/**
 * The last renewal of a lease that was applied. Its time is known to each replica only by its own
 * clock, so it is not here.
 */
public record Renewal(Epoch epoch, long number, Duration ttl) {}
