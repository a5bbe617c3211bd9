package io.saksi.agent.hands;

import io.saksi.agent.postgres.PostgresException;
import io.saksi.agent.postgres.PostgresInstance;
import io.saksi.core.model.Lsn;
import io.saksi.core.view.Postgres;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How far a primary has archived its WAL; looked at once a second. */
final class ArchiveWatch {
  private static final Logger LOG = LoggerFactory.getLogger(ArchiveWatch.class);
  private static final long AGAIN_AFTER_NANOS = 1_000_000_000L;

  private final PostgresInstance instance;
  private final LongSupplier nanoTime;
  private Optional<Long> lookedAt = Optional.empty();
  private volatile Optional<Lsn> known = Optional.empty();

  ArchiveWatch(PostgresInstance instance, LongSupplier nanoTime) {
    this.instance = instance;
    this.nanoTime = nanoTime;
  }

  /** Empty: nothing is archived, or it is not known. */
  Optional<Lsn> known() {
    return known;
  }

  synchronized void saw(Postgres postgres) {
    long now = nanoTime.getAsLong();
    boolean due = lookedAt.map(at -> now - at >= AGAIN_AFTER_NANOS).orElse(true);
    if (!instance.config().archives() || !due) {
      return;
    }
    lookedAt = Optional.of(now);
    known = postgres instanceof Postgres.Primary ? look() : Optional.empty();
  }

  private Optional<Lsn> look() {
    try {
      return instance.archived(Bounds.LOOK);
    } catch (PostgresException e) {
      LOG.debug("how far WAL is archived: {}", e.getMessage());
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }
}
