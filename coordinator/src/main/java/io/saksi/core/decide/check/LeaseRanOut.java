package io.saksi.core.decide.check;

import io.saksi.core.decide.LeaseProof;
import io.saksi.core.model.Moment;
import io.saksi.core.model.Reign;
import io.saksi.core.state.ClusterState;
import io.saksi.core.view.ClusterView;
import java.util.Optional;

/**
 * The primary's lease has run out and its agent is silent: whatever its PostgreSQL may still
 * stream, its gate is closed, by its agent or by its guard. An agent that is heard is given the
 * chance to renew; how long, {@link PrimaryNotServing} says.
 */
final class LeaseRanOut {
  private LeaseRanOut() {}

  static Optional<Problem> check(
      ClusterState state, Reign.Open open, ClusterView view, Moment now) {
    boolean silent = view.silence(open.primary(), now).compareTo(state.settings().silence()) > 0;
    if (!silent || !LeaseProof.ranOut(state, open.epoch(), view, now)) {
      return Optional.empty();
    }
    String evidence =
        "the lease of "
            + open.primary()
            + " has run out, and nothing was heard of it for "
            + view.silence(open.primary(), now).toMillis()
            + " ms";
    return Optional.of(new Problem(ProblemCode.LEASE_RAN_OUT, open.primary(), evidence));
  }
}
