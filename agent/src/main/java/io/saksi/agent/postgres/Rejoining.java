package io.saksi.agent.postgres;

import io.saksi.agent.divergence.ReignEnd;
import io.saksi.core.model.InstanceId;
import io.saksi.core.model.Lsn;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * How a data directory that cannot just follow is made one that can: what it had is saved, then it
 * is rewound or cloned. Blocking and threads as in {@link PostgresInstance}.
 */
public final class Rejoining {
  private final Context context;
  private final PostgresServer server;

  Rejoining(Context context, PostgresServer server) {
    this.context = context;
    this.server = server;
  }

  /** What was kept of divergences; needs no running server. */
  public Archive archive() {
    return new Archive(context);
  }

  /** For steps of a rejoin that are taken outside of this class. */
  public RejoinWatch watch() {
    return context.watch();
  }

  /**
   * Makes the data directory a copy of a running member's, ready to start as a standby.
   *
   * @param replace whether data of this node may be moved aside (and the one moved before removed);
   *     data that is not this node's is never touched
   */
  public InstanceId cloneFrom(
      String host, int port, boolean replace, Progress progress, Duration bound)
      throws PostgresException, InterruptedException {
    requireStoppedForClone();
    return new Cloner(context).cloneFrom(host, port, replace, progress, bound);
  }

  private void requireStoppedForClone() throws PostgresException {
    if (server.adopt().isPresent()) {
      throw new PostgresException("PostgreSQL runs", "stop it before the clone");
    }
  }

  /**
   * Saves and reports what a stopped, diverged instance has, before a clone takes its place; its
   * directory is then moved to what was saved.
   *
   * @param fork {@link Lsn#ZERO} where it is not known
   * @param reign how the reign of the primary that wrote it ended, where that is known
   */
  public void preserve(int timeline, Lsn fork, Optional<ReignEnd> reign, Duration bound)
      throws PostgresException, InterruptedException {
    requireStoppedForClone();
    InstanceId instance = context.directory().requireComplete();
    try {
      new Preservation(context).preserve(instance, timeline, fork, reign, Deadline.in(bound));
    } catch (IOException e) {
      throw context.directory().failed("save what is in", e);
    }
  }

  /**
   * Salvages the diverged WAL of the stopped instance and reports what is in it, then takes it back
   * to the fork.
   *
   * @param reign how the reign of the primary that wrote it ended, where that is known
   */
  public RewindOutcome rewind(
      String host,
      int port,
      ForkVerdict.Diverged divergence,
      Optional<ReignEnd> reign,
      Duration bound)
      throws PostgresException, InterruptedException {
    return new Rewinder(context, server).rewind(host, port, divergence, reign, bound);
  }

  /**
   * Whether it was rewound and has not been ready since: alone it will not be, for it needs WAL of
   * the source (its minimum recovery point lies beyond what it has).
   */
  public boolean lacksWal() {
    return Files.exists(context.directory().lacksWalMarker());
  }

  /**
   * Whether a server that {@link #lacksWal} comes no nearer to it; to be asked once in a while.
   *
   * @return true after two minutes without any progress
   */
  public BooleanSupplier stallOf(Postmaster postmaster) {
    RecoveryProgress progress = RecoveryProgress.ofFetching(postmaster);
    return () -> progress.isStalled(System.nanoTime());
  }

  /**
   * A rewound directory whose WAL nobody has any more is of no more use than a half-rewound one,
   * and counts as that: what it held beyond the fork was saved, and only a clone helps.
   */
  public void giveUpRewound() throws PostgresException {
    requireStoppedForClone();
    try {
      DurableFiles.write(context.directory().rewindMarker(), "the WAL that it lacks is gone\n");
    } catch (IOException e) {
      throw context.directory().failed("mark", e);
    }
  }

  /** It was ready: from now on it can start alone. */
  public void hasItsWal() throws PostgresException {
    try {
      DurableFiles.delete(context.directory().lacksWalMarker());
    } catch (IOException e) {
      throw context.directory().failed("remove a marker in", e);
    }
  }

  /**
   * Whether the upstream no longer has the WAL that this node needs next: it can only be cloned
   * anew.
   *
   * @param from the end of what is here
   */
  public boolean isWalGone(String host, int port, Lsn from, Duration bound)
      throws PostgresException, InterruptedException {
    return new MissingWal(context).isGone(host, port, from, bound);
  }
}
