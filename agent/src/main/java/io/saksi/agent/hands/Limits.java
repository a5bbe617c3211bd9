package io.saksi.agent.hands;

import io.saksi.agent.postgres.PostgresException;
import io.saksi.agent.postgres.PostgresInstance;
import java.util.Map;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The limits of the running PostgreSQL. Only a restart changes them, so each postmaster is asked
 * once; on a thread of its own, for a look must not wait for it.
 */
final class Limits {
  private static final Logger LOG = LoggerFactory.getLogger(Limits.class);
  private static final long AGAIN_AFTER_NANOS = 5_000_000_000L;

  private final PostgresInstance instance;
  private OptionalLong asked = OptionalLong.empty();
  private long askedAt;
  private volatile Map<String, Long> known = Map.of();

  Limits(PostgresInstance instance) {
    this.instance = instance;
  }

  /** Empty: not known yet. */
  Map<String, Long> known() {
    return known;
  }

  /** It answers, and this process is its postmaster. */
  synchronized void saw(OptionalLong postmaster) {
    boolean another = !asked.equals(postmaster);
    boolean failed = known.isEmpty() && System.nanoTime() - askedAt > AGAIN_AFTER_NANOS;
    if (postmaster.isEmpty() || !(another || failed)) {
      return;
    }
    asked = postmaster;
    askedAt = System.nanoTime();
    known = Map.of();
    Thread.ofPlatform().daemon().name("saksi-limits").start(() -> ask(postmaster));
  }

  private void ask(OptionalLong postmaster) {
    try {
      Map<String, Long> found = instance.limits(Bounds.INSPECT);
      synchronized (this) {
        if (asked.equals(postmaster)) {
          known = found;
        }
      }
    } catch (PostgresException e) {
      LOG.debug("asking for the limits: {}", e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
