package io.saksi.agent.hands;

import io.saksi.agent.postgres.PostgresException;
import io.saksi.agent.postgres.PostgresInstance;
import io.saksi.core.model.Endpoint;
import io.saksi.core.view.Postgres;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notices a standby that cannot catch up: whom it follows no longer has the WAL that it needs. Such
 * a one asks for ever, and only a new clone helps.
 */
final class Starvation {
  private static final Logger LOG = LoggerFactory.getLogger(Starvation.class);

  /** A receiver that was just lost most often comes back by itself. */
  private static final Duration ASK_AFTER = Duration.ofSeconds(5);

  private static final Duration BOUND = Duration.ofSeconds(2);

  private final PostgresInstance instance;
  private final Neighbours neighbours;
  private final Memory memory;
  private Optional<Endpoint> upstream = Optional.empty();
  private Optional<Long> askAt = Optional.empty();
  private boolean wasStreaming;

  Starvation(PostgresInstance instance, Neighbours neighbours, Memory memory) {
    this.instance = instance;
    this.neighbours = neighbours;
    this.memory = memory;
  }

  synchronized void following(Optional<Endpoint> now) {
    upstream = now;
    askAt = Optional.empty();
  }

  /** After each look at a standby; asks its upstream now and then. */
  void look(Postgres.Standby standby) throws InterruptedException {
    Optional<Integer> branch = neighbours.timeline();
    Optional<Endpoint> asked = whomToAsk(standby, branch);
    // Without the lock: a revocation must not wait for the answer of a host that may be dead.
    if (asked.isPresent()) {
      ask(standby, asked.get(), branch.orElseThrow());
    }
  }

  private synchronized Optional<Endpoint> whomToAsk(
      Postgres.Standby standby, Optional<Integer> branch) {
    // One look proves nothing: a receiver streams for a moment before it is told that WAL is gone.
    boolean streams = standby.streaming() && wasStreaming;
    wasStreaming = standby.streaming();
    if (streams) {
      // A later loss of the connection is another matter than one long ago.
      memory.streams();
    }
    if (streams || upstream.isEmpty() || branch.isEmpty()) {
      askAt = Optional.empty();
      return Optional.empty();
    }
    long now = System.nanoTime();
    boolean due = askAt.isPresent() && now - askAt.get() >= 0;
    if (due || askAt.isEmpty()) {
      askAt = Optional.of(now + ASK_AFTER.toNanos());
    }
    return due ? upstream : Optional.empty();
  }

  private void ask(Postgres.Standby standby, Endpoint at, int branch) throws InterruptedException {
    try {
      if (instance.rejoining().isWalGone(at.host(), at.port(), standby.reached(), BOUND)) {
        LOG.warn("{} no longer has the WAL after {}: a clone is needed", at, standby.reached());
        memory.rewindFailedOnto(branch);
      }
    } catch (PostgresException e) {
      LOG.debug("asking for WAL: {}", e.getMessage());
    }
  }
}
