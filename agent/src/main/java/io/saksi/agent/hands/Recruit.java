package io.saksi.agent.hands;

import io.saksi.agent.postgres.PostgresException;
import io.saksi.agent.postgres.PostgresInstance;
import io.saksi.agent.postgres.Postmaster;
import io.saksi.agent.postgres.RejoinStep;
import io.saksi.agent.postgres.StartMode;
import io.saksi.agent.postgres.Upstream;
import io.saksi.core.model.Endpoint;
import io.saksi.core.model.Member;
import io.saksi.core.model.NodeId;
import io.saksi.core.model.Reign;
import io.saksi.core.state.ClusterState;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * Starts a standby that receives nothing, and waits until all WAL that is there was replayed: what
 * is reported before that would be less than what this node may have acknowledged.
 *
 * <p>A rewound one cannot start so: it holds pages of the source that its own WAL does not reach,
 * and PostgreSQL lets nobody in before it has that WAL. It streams from the open primary until
 * then, under its joining name, by which it is not counted.
 */
final class Recruit {
  private static final Duration LOOK = Duration.ofSeconds(1);

  private final PostgresInstance instance;
  private final NodeId self;
  private final Neighbours neighbours;
  private final Configured configured;
  private final Memory memory;
  private final Server server;
  private final Rejoin.Kill kill;

  Recruit(
      PostgresInstance instance,
      NodeId self,
      Neighbours neighbours,
      Configured configured,
      Memory memory,
      Server server,
      Rejoin.Kill kill) {
    this.instance = instance;
    this.self = self;
    this.neighbours = neighbours;
    this.configured = configured;
    this.memory = memory;
    this.server = server;
    this.kill = kill;
  }

  /** Returns with the server running; it may still have its upstream. */
  void start(ClusterState state) throws PostgresException, InterruptedException {
    neighbours.prepare();
    configured.prepare();
    memory.started();
    memory.followingUnknown();
    if (!instance.rejoining().lacksWal()) {
      instance.awaitReady(launch(Optional.empty()), Bounds.RECOVERY);
      return;
    }
    Member primary = openPrimary(state);
    Endpoint at = primary.postgres().orElseThrow();
    Upstream upstream = new Upstream(at.host(), at.port(), self.joiningName(), self.slotName());
    Postmaster postmaster = launch(Optional.of(upstream));
    instance.rejoining().watch().at(RejoinStep.LAUNCHED);
    boolean ready = false;
    try {
      ready = awaitWal(postmaster, primary.node());
    } finally {
      if (!ready) {
        // Without its upstream it would be up, and let nobody look at it, for ever.
        kill.within(Bounds.KILL);
      }
    }
    if (!ready) {
      instance.rejoining().giveUpRewound();
      throw new PostgresException(
          primary.node() + " does not have the WAL that this rewound node lacks",
          "it is cloned anew; what it held beyond the fork was saved");
    }
    instance.rejoining().hasItsWal();
    instance.rejoining().watch().at(RejoinStep.CAUGHT_UP);
  }

  private Postmaster launch(Optional<Upstream> upstream) throws PostgresException {
    server.starting();
    Postmaster postmaster = instance.launch(new StartMode.Standby(upstream));
    server.started(postmaster);
    return postmaster;
  }

  private static Member openPrimary(ClusterState state) throws PostgresException {
    if (state.reign() instanceof Reign.Open open) {
      return state.member(open.primary()).orElseThrow();
    }
    throw new PostgresException(
        "this node was rewound and needs WAL of an open primary", "it starts when there is one");
  }

  /**
   * Ends with the WAL, or by an exception when the primary leads no longer.
   *
   * @return false where there was no progress for a while
   */
  private boolean awaitWal(Postmaster postmaster, NodeId primary)
      throws PostgresException, InterruptedException {
    long end = System.nanoTime() + Bounds.RECOVERY.toNanos();
    BooleanSupplier stalled = instance.rejoining().stallOf(postmaster);
    while (true) {
      try {
        instance.awaitReady(postmaster, LOOK);
        return true;
      } catch (PostgresException e) {
        boolean leads = neighbours.openPrimary().equals(Optional.of(primary));
        if (!postmaster.isAlive() || !leads || System.nanoTime() - end > 0) {
          throw e;
        }
        if (stalled.getAsBoolean()) {
          return false;
        }
      }
    }
  }
}
