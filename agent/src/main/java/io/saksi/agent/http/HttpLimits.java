package io.saksi.agent.http;

import java.time.Duration;

/**
 * The bounds of everything that a client could make grow or last.
 *
 * @param connections open at the same time; one more takes the place of the one that has been quiet
 *     for longest
 * @param requestLine bytes of method, path and query
 * @param headers bytes of all of them together
 * @param request from the first byte of a request until its answer was taken; also from a
 *     connection's beginning
 * @param idle between two requests of a connection
 * @param farewell for a client to take the answer to a request that was not understood
 */
record HttpLimits(
    int connections,
    int requestLine,
    int headers,
    Duration request,
    Duration idle,
    Duration farewell) {
  static final HttpLimits DEFAULT =
      new HttpLimits(
          128,
          2 << 10,
          8 << 10,
          Duration.ofSeconds(5),
          Duration.ofSeconds(75),
          Duration.ofSeconds(1));
}
