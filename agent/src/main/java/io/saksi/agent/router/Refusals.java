package io.saksi.agent.router;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/** What the router itself says to a client that it does not let in, with the remedy. */
final class Refusals {
  private static final String ADMIN_SHUTDOWN = "57P01";
  private static final String CANNOT_CONNECT_NOW = "57P03";
  private static final String TOO_MANY_CONNECTIONS = "53300";
  private static final String PROTOCOL_VIOLATION = "08P01";

  private Refusals() {}

  static ErrorResponse waitedInVain(
      Access access, Optional<Target> target, Duration waited, String lastAnswer) {
    String message =
        target
            .map(t -> t.backend().node() + " does not let this connection in")
            .orElse("there is no " + access.wanted);
    return ErrorResponse.fatal(
        CANNOT_CONNECT_NOW,
        message + ": waited " + seconds(waited),
        lastAnswer.isEmpty() ? "" : "The last answer of " + lastAnswer,
        "\"saksi status\" shows why. Connect again later, or let the router's --max-wait be"
            + " longer.");
  }

  /**
   * As PostgreSQL itself says it when it is shut down, so that every pool knows it: the connection
   * is of no more use, and the next one is.
   */
  static ErrorResponse parted() {
    return ErrorResponse.fatal(
        ADMIN_SHUTDOWN,
        "terminating connection due to administrator command",
        "Another node is becoming the primary. Nothing was under way in this session.",
        "Connect again: you will be led to the node that takes over.");
  }

  static ErrorResponse tooManyWaiting(int sessions) {
    return ErrorResponse.fatal(
        TOO_MANY_CONNECTIONS,
        "too many connections wait for a backend: " + sessions,
        "",
        "\"saksi status\" shows why they wait. Connect again later.");
  }

  static ErrorResponse malformed(String reason) {
    return ErrorResponse.fatal(
        PROTOCOL_VIOLATION, reason, "", "Only PostgreSQL clients can connect to this port.");
  }

  private static String seconds(Duration duration) {
    return String.format(Locale.ROOT, "%.1f s", duration.toMillis() / 1000.0);
  }
}
