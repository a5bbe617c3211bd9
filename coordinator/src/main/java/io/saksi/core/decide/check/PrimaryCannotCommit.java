package io.saksi.core.decide.check;

import io.saksi.core.model.Moment;
import io.saksi.core.model.Reign;
import io.saksi.core.state.ClusterState;
import io.saksi.core.view.ClusterView;
import io.saksi.core.view.NodeFacts;
import java.util.Optional;

/** The primary's own probe says that it cannot make a commit durable, and why. */
final class PrimaryCannotCommit {
  private PrimaryCannotCommit() {}

  static Optional<Problem> check(
      ClusterState state, Reign.Open open, ClusterView view, Moment now) {
    return view.report(open.primary())
        .filter(r -> view.silence(r.node(), now).compareTo(state.settings().silence()) <= 0)
        .flatMap(r -> code(r.facts().commit()))
        .map(code ->
            new Problem(
                code, open.primary(), "a probe on " + open.primary() + " could not commit"));
  }

  private static Optional<ProblemCode> code(NodeFacts.Commit commit) {
    return switch (commit) {
      case UNKNOWN, WORKS -> Optional.empty();
      case DISK_FULL -> Optional.of(ProblemCode.DISK_FULL);
      case READ_ONLY -> Optional.of(ProblemCode.READ_ONLY_FILE_SYSTEM);
      case FSYNC_STALLED -> Optional.of(ProblemCode.FSYNC_STALLED);
      case NO_SLOTS -> Optional.of(ProblemCode.NO_FREE_CONNECTIONS);
      case HUNG -> Optional.of(ProblemCode.PRIMARY_HUNG);
      case REPLICATION_STALLED -> Optional.of(ProblemCode.COMMITS_WAIT);
    };
  }
}
