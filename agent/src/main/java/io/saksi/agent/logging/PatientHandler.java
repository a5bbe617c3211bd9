package io.saksi.agent.logging;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/**
 * Writes to standard error from a thread of its own: what collects the log may be a file on the
 * very disk that hangs, and whoever logs may not. What does not fit into the queue is counted and
 * dropped.
 */
public final class PatientHandler extends Handler {
  private static final int LONGEST_QUEUE = 1024;
  private static final Duration LAST_WORDS = Duration.ofSeconds(1);

  private final BlockingQueue<LogRecord> queue = new ArrayBlockingQueue<>(LONGEST_QUEUE);
  private final AtomicLong dropped = new AtomicLong();
  private final AtomicLong pending = new AtomicLong();
  private final Formatter lines = new LineFormatter();
  private final FileOutputStream out;

  public PatientHandler() {
    this(new FileOutputStream(FileDescriptor.err));
  }

  PatientHandler(FileOutputStream out) {
    this.out = out;
    var _ = Thread.ofPlatform().daemon(true).name("saksi-log").start(this::write);
  }

  /** Before the process is halted: the last words are the ones that count. A second at most. */
  public static void flushAll() {
    for (Handler handler : Logger.getLogger("").getHandlers()) {
      handler.flush();
    }
  }

  /** Never blocks. */
  @Override
  public void publish(LogRecord logged) {
    if (!isLoggable(logged)) {
      return;
    }
    pending.incrementAndGet();
    if (!queue.offer(logged)) {
      pending.decrementAndGet();
      dropped.incrementAndGet();
    }
  }

  private void write() {
    try {
      while (true) {
        LogRecord logged = queue.take();
        long lost = dropped.getAndSet(0);
        String drops = lost == 0 ? "" : "(" + lost + " lines before the next were dropped)\n";
        try {
          out.write((drops + lines.format(logged)).getBytes(StandardCharsets.UTF_8));
        } catch (IOException | RuntimeException e) {
          dropped.addAndGet(lost + 1); // nobody reads it, or it cannot be told: no reason to stop
        } finally {
          pending.decrementAndGet();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Blocks for a second at most, until what was said is written. */
  @Override
  public void flush() {
    long end = System.nanoTime() + LAST_WORDS.toNanos();
    while (pending.get() > 0 && System.nanoTime() - end < 0) {
      Thread.onSpinWait();
    }
  }

  @Override
  public void close() {
    flush();
  }
}
