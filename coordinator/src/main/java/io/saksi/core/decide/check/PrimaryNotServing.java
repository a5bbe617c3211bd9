package io.saksi.core.decide.check;

import io.saksi.core.decide.LeaseProof;
import io.saksi.core.model.Moment;
import io.saksi.core.model.Reign;
import io.saksi.core.state.ClusterState;
import io.saksi.core.view.ClusterView;
import java.time.Duration;
import java.util.Optional;

/**
 * The primary's agent reports, PostgreSQL runs, and yet it could not get its lease back for {@value
 * #LEASES} times the lease's length after it ran out (its Raft peer is cut off or stalled).
 */
final class PrimaryNotServing {
  private static final int LEASES = 3;

  private PrimaryNotServing() {}

  static Optional<Problem> check(
      ClusterState state, Reign.Open open, ClusterView view, Moment now) {
    Duration patience = state.settings().leaseTtl().multipliedBy(LEASES);
    boolean silent = view.silence(open.primary(), now).compareTo(state.settings().silence()) > 0;
    // Of one that is silent, LeaseRanOut tells.
    if (silent || !LeaseProof.ranOut(state, open.epoch(), view, now.minus(patience))) {
      return Optional.empty();
    }
    String evidence =
        open.primary()
            + " reports, but has not renewed its lease for more than "
            + patience.toMillis()
            + " ms";
    return Optional.of(new Problem(ProblemCode.PRIMARY_NOT_SERVING, open.primary(), evidence));
  }
}
