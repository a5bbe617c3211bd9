package io.saksi.agent.hands;

import io.saksi.agent.postgres.TimelineHistory;
import io.saksi.core.model.History;
import io.saksi.core.model.Lsn;
import io.saksi.core.model.Reign;
import io.saksi.core.state.ClusterState;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The history as Raft has it, which is the only one that counts, in PostgreSQL's terms. */
final class Paths {
  private Paths() {}

  /** What a follower is to be on: also of a leader that has not opened yet. */
  static TimelineHistory toTheLeader(ClusterState state) {
    int led =
        switch (state.reign()) {
          case Reign.Elected elected -> elected.branch().timeline();
          case Reign.Open open -> open.branch().timeline();
          case Reign.None _ -> state.history().current();
          case Reign.Electing _ -> state.history().current();
        };
    return to(state.history(), led);
  }

  static TimelineHistory to(History history, int target) {
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

  /**
   * Where a timeline that is not on the way to the target begins: all of it is to be kept. Zero
   * where Raft never allotted it.
   */
  static Lsn lastInCommon(History history, int timeline, int target) {
    Optional<Lsn> leaves = history.leaves(timeline, target);
    if (leaves.isPresent()) {
      return leaves.get();
    }
    History.Fork fork = history.forks().get(timeline);
    return fork == null ? Lsn.ZERO : fork.at();
  }
}
