package io.saksi.agent.guard;

import java.time.Duration;

/**
 * Whether an agent has hung, by the beats of its event loop. Counted in our own looks, not in time:
 * a machine that slept, or a guard that did, has seen no silence. Used by one thread.
 */
final class Pulse {
  static final Duration BETWEEN_LOOKS = Duration.ofMillis(500);

  /**
   * Beyond every profile's lease: by then PostgreSQL is closed, and an agent that was merely slow
   * has lost nothing by having been waited for. Ending one that still holds its lease costs no
   * service either: the next one adopts PostgreSQL.
   */
  static final Duration HUNG_AFTER = Duration.ofSeconds(10);

  /** Before its loop runs at all, an agent reads its disks. */
  static final Duration STARTS_WITHIN = Duration.ofSeconds(60);

  private final long atStart;
  private long last;
  private int silentLooks;
  private int looksAlive;

  /**
   * @param atStart the last beat of a former agent, or 0
   */
  Pulse(long atStart) {
    this.atStart = atStart;
    this.last = atStart;
  }

  /** One look; call it every {@link #BETWEEN_LOOKS}. Returns whether the agent has hung. */
  boolean hasStopped(long beat) {
    silentLooks = beat == last ? silentLooks + 1 : 0;
    looksAlive += beat == atStart ? 0 : 1;
    last = beat;
    Duration bound = last == atStart ? STARTS_WITHIN : HUNG_AFTER;
    return silentLooks >= bound.dividedBy(BETWEEN_LOOKS);
  }

  /**
   * How long it has been running since its first beat, by our looks. From the start of the process
   * on it would say more of the machine than of the agent: on a busy one a Java program needs ten
   * seconds to say that it cannot run.
   */
  Duration alive() {
    return BETWEEN_LOOKS.multipliedBy(looksAlive);
  }
}
