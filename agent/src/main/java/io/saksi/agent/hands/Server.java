package io.saksi.agent.hands;

import io.saksi.agent.os.ProcessTable;
import io.saksi.agent.postgres.PostgresException;
import io.saksi.agent.postgres.PostgresInstance;
import io.saksi.agent.postgres.Postmaster;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The running postmaster, started or adopted, and the news of its death. */
final class Server {
  private static final Logger LOG = LoggerFactory.getLogger(Server.class);

  private final PostgresInstance instance;
  private Optional<Postmaster> postmaster = Optional.empty();
  private Runnable exited = () -> {};

  Server(PostgresInstance instance) {
    this.instance = instance;
  }

  synchronized void onExit(Runnable callback) {
    exited = callback;
  }

  /** Whether a postmaster runs on the data directory; one that we did not start is adopted. */
  synchronized boolean isAlive() throws PostgresException {
    if (postmaster.map(Postmaster::isAlive).orElse(false)) {
      return true;
    }
    postmaster = Optional.empty();
    Optional<Postmaster> found = instance.adopt();
    found.ifPresent(running -> {
      LOG.info("adopted the running PostgreSQL, process {}", running.pid());
      watch(running);
    });
    return found.isPresent();
  }

  /** Whether the postmaster that is known is alive. */
  synchronized boolean runs() {
    return postmaster.map(Postmaster::isAlive).orElse(false);
  }

  synchronized void started(Postmaster started) {
    watch(started);
  }

  private void watch(Postmaster started) {
    postmaster = Optional.of(started);
    var _ = started.exit().thenRun(this::gone);
  }

  private void gone() {
    Runnable callback;
    synchronized (this) {
      callback = exited;
    }
    callback.run();
  }

  /** Whether no process of the instance is left, not only no postmaster. */
  boolean allGone() {
    return ProcessTable.inDirectory(instance.config().dataDirectory()).isEmpty();
  }
}
