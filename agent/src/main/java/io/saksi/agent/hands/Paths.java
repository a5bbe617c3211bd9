package io.saksi.agent.hands;

import io.saksi.agent.postgres.TimelineHistory;
import io.saksi.core.model.History;
import io.saksi.core.model.Lsn;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The history as Raft has it, which is the only one that counts, in PostgreSQL's terms. */
final class Paths {
  private Paths() {}

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
