package io.saksi.agent.hands;

import io.saksi.agent.postgres.ForkVerdict;
import io.saksi.agent.postgres.PostgresException;
import io.saksi.agent.postgres.PostgresInstance;
import io.saksi.agent.postgres.RewindOutcome;
import io.saksi.agent.postgres.TimelineHistory;
import io.saksi.core.model.Endpoint;
import io.saksi.core.model.History;
import io.saksi.core.model.Lsn;
import io.saksi.core.plan.Action;
import io.saksi.core.view.NodeView;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings a node whose WAL may have left the history back to it: compared, rewound with what it held
 * saved, or copied anew.
 */
final class Rejoin {
  private static final Logger LOG = LoggerFactory.getLogger(Rejoin.class);

  private final PostgresInstance instance;
  private final Memory memory;
  private final Kill kill;

  /** Ends every process of the instance. */
  interface Kill {
    void within(Duration bound) throws PostgresException, InterruptedException;
  }

  Rejoin(PostgresInstance instance, Memory memory, Kill kill) {
    this.instance = instance;
    this.memory = memory;
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
    return instance.checkFork(path(history, target), Bounds.FORK_CHECK);
  }

  /** The history as Raft has it, which is the only one that counts, in PostgreSQL's terms. */
  private static TimelineHistory path(History history, int target) {
    List<TimelineHistory.Fork> forks = new ArrayList<>();
    int at = target;
    while (history.forks().containsKey(at) && history.forks().get(at).parent() != 0) {
      History.Fork fork = history.forks().get(at);
      Lsn leaves = fork.at();
      forks.addFirst(new TimelineHistory.Fork(fork.parent(), leaves));
      at = fork.parent();
    }
    return new TimelineHistory(target, forks);
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
    switch (instance.rewind(source.host(), source.port(), diverged, Bounds.REWIND)) {
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

  void copy(Endpoint source) throws PostgresException, InterruptedException {
    instance.cloneFrom(
        source.host(),
        source.port(),
        true,
        (done, total) -> LOG.debug("cloned {} of {} bytes", done, total),
        Bounds.CLONE);
    memory.replaced();
  }
}
