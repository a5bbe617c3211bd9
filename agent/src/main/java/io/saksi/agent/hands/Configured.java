package io.saksi.agent.hands;

import io.saksi.agent.postgres.PostgresException;
import io.saksi.agent.postgres.PostgresInstance;
import io.saksi.agent.postgres.SharedConfiguration;
import io.saksi.core.state.ClusterState;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the cluster's configuration into force on this node, whenever it is another one, and says
 * what of it is not as it says.
 */
final class Configured {
  private static final Logger LOG = LoggerFactory.getLogger(Configured.class);
  private static final Duration BOUND = Duration.ofSeconds(5);
  private static final long AGAIN_AFTER_NANOS = 5_000_000_000L;
  private static final long LOOK_EVERY_NANOS = 10_000_000_000L;

  private final PostgresInstance instance;
  private SharedConfiguration wanted = SharedConfiguration.NONE;
  private Optional<Long> triedAt = Optional.empty();
  private Optional<Long> lookedAt = Optional.empty();
  private volatile Optional<Long> inForce = Optional.empty();
  private volatile List<String> differences = List.of();
  private volatile Optional<String> trouble = Optional.empty();

  Configured(PostgresInstance instance) {
    this.instance = instance;
  }

  synchronized void know(ClusterState state) {
    SharedConfiguration now =
        new SharedConfiguration(state.configuration().number(), state.configuration().content());
    if (now.number() != wanted.number()) {
      wanted = now;
      triedAt = Optional.empty();
      lookedAt = Optional.empty();
    }
  }

  private synchronized SharedConfiguration wanted() {
    return wanted;
  }

  /** Before a start. */
  void prepare() throws PostgresException {
    instance.configuring().write(wanted());
    inForce = Optional.empty();
  }

  /** On a server that answers; called often, does something only where something changed. */
  void keep() throws InterruptedException {
    SharedConfiguration now = wanted();
    try {
      instance.configuring().works();
      if (!instance.configuring().inFiles().equals(Optional.of(now.number()))) {
        apply(now);
      } else {
        inForce = Optional.of(now.number());
        trouble = Optional.empty();
      }
      if (isDue()) {
        differences = instance.configuring().warnings(BOUND);
      }
    } catch (PostgresException e) {
      failed(now, e);
    }
  }

  private void apply(SharedConfiguration now) throws PostgresException, InterruptedException {
    if (!mayTry()) {
      return;
    }
    instance.configuring().apply(now, BOUND);
    inForce = Optional.of(now.number());
    trouble = Optional.empty();
    LOG.info("version {} of the configuration is in force", now.number());
  }

  private void failed(SharedConfiguration now, PostgresException e) {
    LOG.warn("configuring PostgreSQL: {}", e.getMessage());
    trouble =
        Optional.of(
            "CONFIGURATION_BEHIND: version "
                + now.number()
                + " of the configuration is not in force yet: "
                + e.getMessage());
  }

  private synchronized boolean mayTry() {
    long now = System.nanoTime();
    boolean may = triedAt.isEmpty() || now - triedAt.get() >= AGAIN_AFTER_NANOS;
    if (may) {
      triedAt = Optional.of(now);
    }
    return may;
  }

  private synchronized boolean isDue() {
    long now = System.nanoTime();
    boolean due = lookedAt.isEmpty() || now - lookedAt.get() >= LOOK_EVERY_NANOS;
    if (due) {
      lookedAt = Optional.of(now);
    }
    return due;
  }

  /** The version in force on a server that answers; empty: not known. From any thread. */
  Optional<Long> inForce() {
    return inForce;
  }

  /** From any thread. */
  List<String> warnings() {
    return Stream.concat(trouble.stream(), differences.stream()).toList();
  }
}
