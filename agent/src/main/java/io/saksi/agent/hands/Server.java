package io.saksi.agent.hands;

import io.saksi.agent.os.ProcessTable;
import io.saksi.agent.postgres.PostgresException;
import io.saksi.agent.postgres.PostgresInstance;
import io.saksi.agent.postgres.Postmaster;
import java.util.Optional;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The running postmaster, started or adopted, and the news of its death. */
final class Server {
  private static final Logger LOG = LoggerFactory.getLogger(Server.class);

  private final PostgresInstance instance;
  private Optional<Postmaster> postmaster = Optional.empty();
  private Runnable exited = () -> {};
  private boolean startsItsOwn;

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
    if (found.isPresent() && instance.rejoining().lacksWal() && !startsItsOwn) {
      endUnready(found.get());
      return false;
    }
    found.ifPresent(running -> {
      LOG.info("adopted the running PostgreSQL, process {}", running.pid());
      watch(running);
    });
    return found.isPresent();
  }

  /**
   * A rewound standby that an earlier agent started to fetch the WAL that it lacks: it lets nobody
   * look at it before it has that, and whoever watched its upstream for it is gone. Adopted, it
   * would be busy for ever once that upstream leads no longer. Ended, it is recruited anew; nobody
   * counts it, for it is not counted before it was ready.
   */
  private void endUnready(Postmaster running) throws PostgresException {
    LOG.info("process {} lacks WAL and nobody watched it: it is started anew", running.pid());
    instance.killAll(Bounds.KILL);
  }

  /** Whether what runs was started by an earlier agent. */
  synchronized boolean isAdopted() {
    return !startsItsOwn && runs();
  }

  /** Whether the postmaster that is known is alive. */
  synchronized boolean runs() {
    return postmaster.map(Postmaster::isAlive).orElse(false);
  }

  /** The process of the postmaster that is known to be alive. */
  synchronized OptionalLong process() {
    return postmaster
        .filter(Postmaster::isAlive)
        .map(p -> OptionalLong.of(p.pid()))
        .orElse(OptionalLong.empty());
  }

  /** From here on what runs is ours, also while its start has not returned yet. */
  synchronized void starting() {
    startsItsOwn = true;
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
