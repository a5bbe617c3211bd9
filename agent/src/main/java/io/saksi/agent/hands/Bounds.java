package io.saksi.agent.hands;

import java.time.Duration;

/** How long each piece of work may take before it counts as failed and is planned again. */
final class Bounds {
  static final Duration LOOK = Duration.ofSeconds(1);
  static final Duration INSPECT = Duration.ofSeconds(2);

  /** How long what was seen of a server that no longer answers is still said of it. */
  static final Duration SEEN_STANDS = Duration.ofSeconds(5);

  static final Duration GATE = Duration.ofSeconds(5);
  static final Duration KILL = Duration.ofSeconds(30);
  static final Duration SYNC = Duration.ofSeconds(5);
  static final Duration FOLLOW = Duration.ofSeconds(5);
  static final Duration SHUT_DOWN = Duration.ofSeconds(60);
  static final Duration PROMOTE = Duration.ofSeconds(60);
  static final Duration INITDB = Duration.ofMinutes(5);
  static final Duration CHECKPOINT = Duration.ofMinutes(30);
  static final Duration FORK_CHECK = Duration.ofMinutes(10);

  /**
   * Crash recovery and the replay of what a standby has may take long; the group is told that it
   * goes on.
   */
  static final Duration RECOVERY = Duration.ofHours(6);

  static final Duration REWIND = Duration.ofHours(6);
  static final Duration CLONE = Duration.ofDays(2);

  private Bounds() {}
}
