package io.saksi.agent.guard;

import io.saksi.agent.os.OwnProcess;
import io.saksi.agent.os.ProcessTable;
import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;

/**
 * Reaps orphans as they die: a zombie postmaster would keep its successor from starting. On a
 * daemon thread that the kernel wakes. Who starts a child whose exit status he wants does it
 * through this.
 */
final class Reaper {
  /** While there is no child at all, or a dead one that the JDK is about to reap. */
  private static final Duration PAUSE = Duration.ofMillis(50);

  private final Set<Long> kept = new HashSet<>();

  void start() {
    Thread.ofPlatform().daemon().name("reaper").start(this::run);
  }

  /** A child that is not reaped here: the JDK does, and keeps its exit status. */
  synchronized Process startChild(ProcessBuilder builder) throws IOException {
    // What the JDK has reaped has no zombie any more; its number may come back as another's.
    kept.removeIf(pid -> ProcessTable.find(pid).isEmpty());
    Process child = builder.start();
    kept.add(child.pid());
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
    return !kept.contains(dead) && OwnProcess.reap(dead);
  }
}
