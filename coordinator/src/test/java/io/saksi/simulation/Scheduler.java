package io.saksi.simulation;

import java.util.Arrays;

/**
 * Virtual time in milliseconds, and what is to happen when. A binary heap over primitive keys: this
 * is the innermost loop of every run. Events of the same time happen in the order they were added.
 */
final class Scheduler {
  private static final int SEQUENCE_BITS = 28;

  private long[] keys = new long[1024];
  private Runnable[] what = new Runnable[1024];
  private int size;
  private long sequence;
  private long now;
  private long events;

  long now() {
    return now;
  }

  /** How many events have happened. */
  long events() {
    return events;
  }

  void at(long time, Runnable event) {
    if (size == keys.length) {
      keys = Arrays.copyOf(keys, size * 2);
      what = Arrays.copyOf(what, size * 2);
    }
    long key = Math.max(time, now) << SEQUENCE_BITS | sequence++;
    int at = size++;
    while (at > 0 && keys[(at - 1) >>> 1] > key) {
      int parent = (at - 1) >>> 1;
      move(parent, at);
      at = parent;
    }
    keys[at] = key;
    what[at] = event;
  }

  /** Lets the next event happen, if it is due by then; otherwise only time passes. */
  boolean step(long until) {
    if (size == 0 || keys[0] >>> SEQUENCE_BITS > until) {
      now = until;
      return false;
    }
    now = keys[0] >>> SEQUENCE_BITS;
    Runnable event = what[0];
    removeFirst();
    events++;
    event.run();
    return true;
  }

  private void removeFirst() {
    int last = --size;
    long key = keys[last];
    Runnable moved = what[last];
    what[last] = null;
    int at = 0;
    for (int child = 1; child < last; child = 2 * at + 1) {
      if (child + 1 < last && keys[child + 1] < keys[child]) {
        child++;
      }
      if (keys[child] >= key) {
        break;
      }
      move(child, at);
      at = child;
    }
    if (last > 0) {
      keys[at] = key;
      what[at] = moved;
    }
  }

  private void move(int from, int to) {
    keys[to] = keys[from];
    what[to] = what[from];
  }
}
