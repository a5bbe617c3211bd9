package io.saksi.chaos.client;

import java.util.Arrays;

/** When writes were acknowledged to clients: what service is made of. Thread-safe. */
public final class Acks {
  private static final int FIRST_ROOM = 1024;

  private long[] times = new long[FIRST_ROOM];
  private int count;

  /** One was, just now. */
  synchronized void note() {
    if (count == times.length) {
      times = Arrays.copyOf(times, 2 * count);
    }
    times[count++] = System.nanoTime();
  }

  /** How many so far. */
  public synchronized long count() {
    return count;
  }

  /** Their times of {@link System#nanoTime}, in order. */
  public synchronized long[] times() {
    return Arrays.copyOf(times, count);
  }

  /**
   * The longest time without one within a span, in nanoseconds.
   *
   * @param from of {@link System#nanoTime}
   * @param to not before it
   */
  public long longestGap(long from, long to) {
    long longest = 0;
    long last = from;
    for (long time : times()) {
      if (time - to > 0) {
        break;
      }
      if (time - from >= 0) {
        longest = Math.max(longest, time - last);
        last = time;
      }
    }
    return Math.max(longest, to - last);
  }
}
