package io.saksi.agent.guard;

import io.saksi.agent.os.OwnProcess;
import java.io.IOException;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Reaps orphans as they die: a zombie postmaster would keep its successor from starting. On a
 * daemon thread that the kernel wakes. Who starts a child whose exit status he wants does it
 * through this.
 */
final class Reaper {
  /** While there is no child at all, or a dead one that the JDK is about to reap. */
  private static final Duration PAUSE = Duration.ofMillis(50);

  private long kept;

  void start() {
    Thread.ofPlatform().daemon().name("reaper").start(this::run);
  }

  /** A child that is not reaped here; the last one only. */
  synchronized Process startChild(ProcessBuilder builder) throws IOException {
    Process child = builder.start();
    kept = child.pid();
    return child;
  }

  private void run() {
    while (true) {
      OptionalLong dead = OwnProcess.awaitDeadChild();
      if (dead.isEmpty() || !reap(dead.getAsLong())) {
        LockSupport.parkNanos(PAUSE.toNanos());
      }
    }
  }

  private synchronized boolean reap(long dead) {
    return dead != kept && OwnProcess.reap(dead);
  }
}
