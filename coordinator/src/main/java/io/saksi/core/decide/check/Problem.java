package io.saksi.core.decide.check;

import io.saksi.core.model.Cause;
import io.saksi.core.model.Moment;
import io.saksi.core.model.NodeId;
import io.saksi.core.model.Reign;
import io.saksi.core.state.ClusterState;
import io.saksi.core.view.ClusterView;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Something is wrong with the open reign's primary.
 *
 * @param evidence what was seen, for the operator and the incident record
 */
public record Problem(Cause cause, NodeId node, String evidence) {

  /** The problems of this primary, the most certain first. */
  public static List<Problem> of(
      ClusterState state, Reign.Open open, ClusterView view, Moment now) {
    return Stream.of(
            PostmasterDead.check(state, open, view),
            NodeSilent.check(state, open, view, now),
            LeaseRanOut.check(state, open, view, now),
            PrimaryNotServing.check(state, open, view, now))
        .flatMap(Optional::stream)
        .toList();
  }
}
