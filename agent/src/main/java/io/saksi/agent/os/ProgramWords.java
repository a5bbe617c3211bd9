package io.saksi.agent.os;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * What a program says while somebody waits for its end: some of it is kept, all of it is read, so
 * that no pipe fills up. The pipe is only read where something is in it. What the program left
 * behind may hold it open for ever, and would hold a thread that waits in it just as long. Used by
 * one thread.
 */
public final class ProgramWords {
  private static final long LOOK_EVERY_MILLIS = 5;

  private final int most;
  private final Keep keep;
  private final StringBuilder kept = new StringBuilder();
  private final byte[] buffer = new byte[4096];

  /** Which of many words. */
  public enum Keep {
    FIRST,
    LAST
  }

  /**
   * @param most characters that are kept
   */
  public ProgramWords(int most, Keep keep) {
    this.most = most;
    this.keep = keep;
  }

  /**
   * Blocks until the program has ended, at most for about the bound; does not end it.
   *
   * @return whether it has ended
   */
  public boolean await(Process process, Duration bound) throws InterruptedException {
    InputStream in = process.getInputStream();
    long end = System.nanoTime() + bound.toNanos();
    boolean open = true;
    while (true) {
      boolean ended = process.waitFor(open ? LOOK_EVERY_MILLIS : left(end), TimeUnit.MILLISECONDS);
      // The JDK takes what is left in the pipe of a program that has ended, and gives it back
      // through
      // the same stream (ProcessImpl.ProcessPipeInputStream): under the stream's own lock, as every
      // read here, so nothing is lost whoever comes first.
      open = open && drain(in, end);
      if (ended || System.nanoTime() - end >= 0) {
        return ended;
      }
    }
  }

  private static long left(long end) {
    return Math.max(1, (end - System.nanoTime()) / 1_000_000);
  }

  /** Returns whether there may be more; a stream that fails has ended. */
  private boolean drain(InputStream in, long end) {
    try {
      while (in.available() > 0 && System.nanoTime() - end < 0) {
        int read = in.read(buffer);
        if (read < 0) {
          return false;
        }
        add(new String(buffer, 0, read, StandardCharsets.UTF_8));
      }
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private void add(String more) {
    kept.append(more);
    switch (keep) {
      case FIRST -> kept.setLength(Math.min(most, kept.length()));
      case LAST -> kept.delete(0, Math.max(0, kept.length() - most));
    }
  }

  /** One line, safe in a log. */
  public String text() {
    return kept.toString().replaceAll("\\P{Print}+", " ").strip();
  }
}
