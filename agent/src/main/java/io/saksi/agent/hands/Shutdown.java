package io.saksi.agent.hands;

import io.saksi.agent.postgres.PostgresException;
import io.saksi.agent.postgres.PostgresInstance;
import io.saksi.core.model.NodeId;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The end of a primary in a planned change of roles (decision record 0059). */
final class Shutdown {
  private static final Logger LOG = LoggerFactory.getLogger(Shutdown.class);

  /** Bytes: what a standby streams in well under a second. */
  private static final long LATE = 16L << 20;

  private final PostgresInstance instance;
  private final Memory memory;

  Shutdown(PostgresInstance instance, Memory memory) {
    this.instance = instance;
    this.memory = memory;
  }

  /**
   * Shuts PostgreSQL down, and waits until the heir has the last record. A shutdown that has begun
   * cannot be undone. So one that is called off is cut short: a server that is still ending serves
   * nobody, and is in the way of the next start.
   *
   * @throws InterruptedException if it was called off; then nothing of PostgreSQL is left, unless
   *     nothing had begun
   */
  void planned(Optional<NodeId> heir) throws PostgresException, InterruptedException {
    Set<Long> spared = sendersTo(heir);
    try {
      instance.stopFastBut(spared, Bounds.SHUT_DOWN);
    } catch (InterruptedException e) {
      LOG.warn("the shutdown is called off: what is left of PostgreSQL is killed");
      instance.killAll(Bounds.KILL);
      throw e;
    } finally {
      memory.forgetProof();
    }
  }

  /**
   * Ends what sends to late standbys; says what sends to the heir. It may be that nothing of
   * PostgreSQL answers any more: then nobody is there to wait for. The archiver is not waited for
   * either: whoever leads next goes on where it was.
   */
  private Set<Long> sendersTo(Optional<NodeId> heir) throws InterruptedException {
    try {
      if (instance.config().archives()) {
        instance.suspendArchiving();
      }
      instance.endLateSenders(heir, LATE, Bounds.LOOK);
      return heir.isPresent() ? instance.sendersTo(heir.get(), Bounds.LOOK) : Set.of();
    } catch (PostgresException e) {
      LOG.warn("ending what a shutdown would wait for: {}", e.getMessage());
      return Set.of();
    }
  }
}
