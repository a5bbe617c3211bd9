package io.saksi.agent.guard;

import java.time.Duration;

/**
 * How long to wait before the agent is started again: not at all after a good run or a first death;
 * then longer with each short run, so that an agent that cannot live does not eat the machine. Used
 * by one thread.
 */
final class Backoff {
  static final Duration SHORT_RUN = Duration.ofSeconds(10);
  static final Duration FIRST = Duration.ofMillis(200);
  static final Duration LONGEST = Duration.ofSeconds(5);

  private int shortRuns;

  Duration afterRunOf(Duration run) {
    shortRuns = run.compareTo(SHORT_RUN) < 0 ? shortRuns + 1 : 0;
    if (shortRuns <= 1) {
      return Duration.ZERO;
    }
    int doublings = Math.min(shortRuns - 2, 10);
    Duration pause = FIRST.multipliedBy(1L << doublings);
    return pause.compareTo(LONGEST) < 0 ? pause : LONGEST;
  }
}
