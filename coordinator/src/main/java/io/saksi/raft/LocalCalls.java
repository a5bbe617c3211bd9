package io.saksi.raft;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.ratis.protocol.ClientId;
import org.apache.ratis.protocol.RaftClientRequest;

/**
 * The calls of this process that are under way, and which of them came as far as the log. Ratis
 * answers "not leader" both to what it never took and to what it took and may still commit; only
 * this tells the two apart.
 */
final class LocalCalls {
  private final ClientId client = ClientId.randomId();
  private final AtomicLong lastCall = new AtomicLong();
  private final Map<Long, AtomicBoolean> open = new ConcurrentHashMap<>();

  ClientId client() {
    return client;
  }

  /** A new call, open until {@link #end}. */
  long begin() {
    long call = lastCall.incrementAndGet();
    open.put(call, new AtomicBoolean());
    return call;
  }

  /**
   * Notes that the request is on its way into the log.
   *
   * @return false if it must not enter: another process's, or one that was given up already
   */
  boolean entering(RaftClientRequest request) {
    AtomicBoolean entered =
        request.getClientId().equals(client) ? open.get(request.getCallId()) : null;
    if (entered != null) {
      entered.set(true);
    }
    return entered != null;
  }

  /** Closes the call; true if it may have entered the log. */
  boolean end(long call) {
    AtomicBoolean entered = open.remove(call);
    return entered == null || entered.get();
  }
}
