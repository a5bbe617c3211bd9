package io.saksi.agent.hands;

import io.saksi.agent.divergence.ReignEnds;
import io.saksi.agent.postgres.DataDirectoryState;
import io.saksi.agent.postgres.ForkVerdict;
import io.saksi.agent.postgres.PostgresException;
import io.saksi.agent.postgres.PostgresInstance;
import io.saksi.agent.postgres.Progress;
import io.saksi.agent.postgres.RewindOutcome;
import io.saksi.agent.postgres.TimelineHistory;
import io.saksi.core.model.Endpoint;
import io.saksi.core.model.History;
import io.saksi.core.model.Lsn;
import io.saksi.core.plan.Action;
import io.saksi.core.view.NodeView;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings a node whose WAL may have left the history back to it: compared, rewound with what it held
 * saved, or copied anew. Nothing here remembers where it was: what is on disk says how to go on
 * ({@link io.saksi.agent.postgres.RejoinStep}).
 */
final class Rejoin {
  private static final Logger LOG = LoggerFactory.getLogger(Rejoin.class);

  private final PostgresInstance instance;
  private final Memory memory;
  private final ReignEnds reigns;
  private final Kill kill;

  /** Ends every process of the instance. */
  interface Kill {
    void within(Duration bound) throws PostgresException, InterruptedException;
  }

  Rejoin(PostgresInstance instance, Memory memory, ReignEnds reigns, Kill kill) {
    this.instance = instance;
    this.memory = memory;
    this.reigns = reigns;
    this.kill = kill;
  }

  void check(Action.CheckFork check, History history)
      throws PostgresException, InterruptedException {
    ForkVerdict verdict = judge(history, check.target().timeline());
    boolean follows = verdict instanceof ForkVerdict.FollowsDirectly;
    if (!follows) {
      LOG.warn("this node's WAL leaves the history: {}", verdict);
    }
    memory.judged(new NodeView.ForkVerdict(check.target().timeline(), follows));
  }

  private ForkVerdict judge(History history, int target)
      throws PostgresException, InterruptedException {
    return instance.wal().checkFork(Paths.to(history, target), Bounds.FORK_CHECK);
  }

  /**
   * PostgreSQL keeps to the newest timeline that it has heard of until it is started anew; from a
   * leader that is not on it, it would receive nothing.
   *
   * @throws PostgresException if it was ended for that
   */
  void leaveGivenUp(TimelineHistory leads) throws PostgresException, InterruptedException {
    for (int timeline : instance.wal().givenUp()) {
      if (timeline != leads.timeline() && leads.endOf(timeline).isEmpty()) {
        kill.within(Bounds.KILL);
        throw new PostgresException(
            "timeline " + timeline + ", which was followed here, was given up",
            "PostgreSQL is started anew without it");
      }
    }
  }

  void rewind(Action.Rewind rewind, History history, Endpoint source)
      throws PostgresException, InterruptedException {
    kill.within(Bounds.KILL);
    int target = rewind.target().timeline();
    switch (judge(history, target)) {
      case ForkVerdict.FollowsDirectly _ -> memory.judged(new NodeView.ForkVerdict(target, true));
      case ForkVerdict.Unknown unknown -> {
        LOG.warn("what this node has cannot be compared: {}", unknown.reason());
        memory.rewindFailedOnto(target);
      }
      case ForkVerdict.Diverged diverged -> rewind(diverged, target, source);
    }
  }

  private void rewind(ForkVerdict.Diverged diverged, int target, Endpoint source)
      throws PostgresException, InterruptedException {
    var reign = reigns.of(diverged.timeline());
    switch (instance
        .rejoining()
        .rewind(source.host(), source.port(), diverged, reign, Bounds.REWIND)) {
      case RewindOutcome.Rewound rewound -> {
        LOG.info("rewound; what was dropped is kept in {}", rewound.salvage());
        memory.replaced();
      }
      case RewindOutcome.Untouched untouched -> {
        LOG.warn("the rewind did not begin: {}", untouched.reason());
        memory.rewindFailedOnto(target);
      }
      case RewindOutcome.Damaged damaged -> {
        LOG.warn("the rewind failed, a new clone is needed: {}", damaged.reason());
        memory.rewindFailedOnto(target);
      }
    }
  }

  void copy(Action.Clone clone, History history, int target, Endpoint source)
      throws PostgresException, InterruptedException {
    kill.within(Bounds.KILL);
    if (instance.directory().state() instanceof DataDirectoryState.Complete) {
      preserve(history, target);
    }
    LOG.info("cloning {}", clone.upstream());
    instance.rejoining().cloneFrom(source.host(), source.port(), true, Progress.NONE, Bounds.CLONE);
    memory.replaced();
  }

  /** A directory that is to be replaced may hold what nobody else has. */
  private void preserve(History history, int target)
      throws PostgresException, InterruptedException {
    switch (judge(history, target)) {
      case ForkVerdict.FollowsDirectly _ -> {}
      case ForkVerdict.Diverged d ->
          instance
              .rejoining()
              .preserve(d.timeline(), d.fork(), reigns.of(d.timeline()), Bounds.FORK_CHECK);
      case ForkVerdict.Unknown _ -> {
        int timeline = instance.wal().newestTimeline(0);
        Lsn fork = Paths.lastInCommon(history, timeline, target);
        instance.rejoining().preserve(timeline, fork, reigns.of(timeline), Bounds.FORK_CHECK);
      }
    }
  }
}
