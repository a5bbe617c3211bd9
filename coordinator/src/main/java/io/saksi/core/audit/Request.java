package io.saksi.core.audit;

import java.time.Instant;

/**
 * An operator's request, as its entry in the log carries it.
 *
 * @param key chosen by the caller, the same for each attempt: what was applied once is not applied
 *     again (idempotency)
 * @param who the operator, as the caller says
 * @param from the address that the request came from, as the agent saw it that answered first
 * @param why for people; may be empty
 * @param at by the wall clock of the leader that wrote it
 * @param fingerprint of the order as it was given; empty where an older Saksi wrote it
 */
public record Request(
    String key, String who, String from, String why, Instant at, String fingerprint) {
  /** Whose order was not looked at. */
  public Request(String key, String who, String from, String why, Instant at) {
    this(key, who, from, why, at, "");
  }

  /** A key is for one order: with another one it is a caller's mistake, and no repetition. */
  public boolean isOtherThan(String given) {
    return !fingerprint.isEmpty() && !given.isEmpty() && !fingerprint.equals(given);
  }
}
