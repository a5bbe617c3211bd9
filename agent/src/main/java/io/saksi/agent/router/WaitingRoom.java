package io.saksi.agent.router;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** Bounds the sessions that are not yet connected, and the bytes held for them. */
final class WaitingRoom {
  private final int maxSessions;
  private final long maxBytes;
  private final AtomicInteger sessions = new AtomicInteger();
  private final AtomicLong bytes = new AtomicLong();

  WaitingRoom(RouterLimits limits) {
    this.maxSessions = limits.waitingSessions();
    this.maxBytes = limits.waitingBytes();
  }

  int sessions() {
    return sessions.get();
  }

  /** A place for one session, or null if there is none left. */
  Place enter() {
    if (sessions.incrementAndGet() > maxSessions) {
      sessions.decrementAndGet();
      return null;
    }
    return new Place();
  }

  /** One session's share; used by one thread. */
  final class Place {
    private long held;
    private boolean left;

    /** Whether the session may hold this many bytes, in all. */
    boolean hold(long wanted) {
      long more = wanted - held;
      if (bytes.addAndGet(more) > maxBytes && more > 0) {
        bytes.addAndGet(-more);
        return false;
      }
      held = wanted;
      return true;
    }

    void leave() {
      if (!left) {
        left = true;
        bytes.addAndGet(-held);
        sessions.decrementAndGet();
      }
    }
  }
}
