package io.saksi.chaos.run;

import io.saksi.chaos.cluster.Answer;
import io.saksi.chaos.cluster.ChaosException;
import io.saksi.chaos.cluster.ContainerCluster;
import io.saksi.chaos.cluster.Work;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/** What the cluster is at when it is struck. */
enum Occasion {
  NOTHING,
  /** A planned change of roles: the primary is on its way out, the next one is not there yet. */
  SWITCHOVER,
  /** The guard of the node that is struck becomes another version, and starts its agent anew. */
  UPGRADE,
  /** A witness joins, and is removed again. */
  MEMBERSHIP;

  /** Done, no agent, refused, rolled back, unknown (docs/commands.md). */
  private static final Set<Long> PROPER_ENDS = Set.of(0L, 3L, 4L, 6L, 7L, 8L);

  private static final Duration END_WITHIN = Duration.ofSeconds(15);

  /** Empty for none. */
  Optional<Work> begin(ContainerCluster cluster, Victims victims) throws ChaosException {
    return switch (this) {
      case NOTHING -> Optional.empty();
      case SWITCHOVER -> Optional.of(Work.switchover(cluster, victims.heir()));
      case UPGRADE -> Optional.of(Work.upgrade(cluster, victims.victim()));
      case MEMBERSHIP -> Optional.of(Work.membership(cluster));
    };
  }

  /**
   * After the cluster has recovered: why the command's end is none that it may have. Who ordered a
   * switchover is told what came of it; an upgrade may end with the node; a witness has come and
   * gone.
   */
  Optional<String> whatIsWrongWith(Work work) throws ChaosException {
    return switch (this) {
      case NOTHING, UPGRADE -> Optional.empty();
      case SWITCHOVER -> improper(work, PROPER_ENDS);
      case MEMBERSHIP -> improper(work, Set.of(0L));
    };
  }

  private Optional<String> improper(Work work, Set<Long> proper) throws ChaosException {
    Answer end = work.end(END_WITHIN);
    return proper.contains(end.code())
        ? Optional.empty()
        : Optional.of(this + " ended with status " + end.code() + ": " + end.said());
  }
}
