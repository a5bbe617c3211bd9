package io.saksi.fuzz;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;

/** What a thread costs. */
final class Meter {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private Meter() {}

  /** Bytes that this thread has ever taken. */
  static long allocated() {
    return THREADS.getCurrentThreadAllocatedBytes();
  }

  /** Processor time of a thread, of a busy machine's too; zero once it has ended. */
  static Duration processorTime(Thread thread) {
    return Duration.ofNanos(Math.max(0, THREADS.getThreadCpuTime(thread.threadId())));
  }
}
