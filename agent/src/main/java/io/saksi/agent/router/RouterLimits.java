package io.saksi.agent.router;

import java.time.Duration;

/**
 * The bounds of everything that could grow or last.
 *
 * @param waitingSessions sessions that are not yet connected to a backend
 * @param waitingBytes bytes held for all of them together
 * @param attemptsPerBackend sessions that knock at one backend at the same time, pauses included: a
 *     closed gate costs PostgreSQL a process per attempt
 * @param connectTimeout for the TCP connection to a backend
 * @param greetingTimeout for a client's complete first packet
 * @param farewellTimeout for a client to take an error message, or the last bytes of a backend that
 *     is gone
 */
public record RouterLimits(
    int waitingSessions,
    long waitingBytes,
    int attemptsPerBackend,
    Duration connectTimeout,
    Duration greetingTimeout,
    Duration farewellTimeout) {
  public static final RouterLimits DEFAULT =
      new RouterLimits(
          10_000,
          32L << 20,
          16,
          Duration.ofSeconds(1),
          Duration.ofSeconds(30),
          Duration.ofSeconds(5));

  public RouterLimits {
    if (waitingSessions < 1 || waitingBytes < 1 || attemptsPerBackend < 1) {
      throw new IllegalArgumentException("the router's limits are 1 or more");
    }
  }

  public RouterLimits withWaitingSessions(int sessions) {
    return new RouterLimits(
        sessions,
        waitingBytes,
        attemptsPerBackend,
        connectTimeout,
        greetingTimeout,
        farewellTimeout);
  }
}
