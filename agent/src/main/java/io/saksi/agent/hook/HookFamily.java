package io.saksi.agent.hook;

import io.saksi.agent.os.OsException;
import io.saksi.agent.os.ProcessInfo;
import io.saksi.agent.os.ProcessTable;
import io.saksi.agent.os.Signal;
import io.saksi.agent.os.Signals;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Every process that one run of a program began: those of its session, and those that left it and
 * carry the run's word in their environment. One that does both is not found.
 */
final class HookFamily {
  /** Of the environment. */
  static final String WORD = "SAKSI_HOOK_RUN";

  private static final long BETWEEN_LOOKS_MILLIS = 5;

  private final String mark;
  private final long session;

  /**
   * @param session the id of the program, which leads a session of its own
   */
  HookFamily(String word, long session) {
    mark = WORD + "=" + word;
    this.session = session;
  }

  /**
   * Ends all of them. What forks while it is looked at is stopped first, and found in the next
   * look.
   *
   * @return whether nobody is left, as seen twice in a row
   */
  boolean end(Duration bound) throws InterruptedException {
    long end = System.nanoTime() + bound.toNanos();
    int quiet = 0;
    while (System.nanoTime() - end < 0) {
      List<ProcessInfo> alive = alive();
      quiet = alive.isEmpty() ? quiet + 1 : 0;
      if (quiet == 2) {
        return true;
      }
      alive.forEach(process -> send(process, Signal.SIGSTOP));
      alive.forEach(process -> send(process, Signal.SIGKILL));
      TimeUnit.MILLISECONDS.sleep(BETWEEN_LOOKS_MILLIS);
    }
    return false;
  }

  private static void send(ProcessInfo process, Signal signal) {
    try {
      boolean _ = Signals.send(process.pid(), signal);
    } catch (OsException e) {
      // Another user's by now (a set-user-id program): it is not ours to end, and is told of.
      return;
    }
  }

  private List<ProcessInfo> alive() {
    return ProcessTable.all().stream()
        .filter(process -> !process.isDead())
        .filter(process ->
            process.session() == session || ProcessTable.environment(process.pid()).contains(mark))
        .toList();
  }
}
