package io.saksi.agent.os;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** How an attempt to end every process of a data directory went. */
public sealed interface KillResult {
  /** In two consecutive looks no process of the directory was left. */
  record AllDead(int killed, Duration elapsed) implements KillResult {}

  /**
   * The time is up and these live: in uninterruptible sleep (state D), or another user's. Not
   * fenced.
   *
   * @param refusal why the last signal that could not be sent was not, if there was one
   */
  record StillAlive(List<ProcessInfo> processes, Optional<String> refusal) implements KillResult {
    public StillAlive {
      processes = List.copyOf(processes);
    }
  }
}
