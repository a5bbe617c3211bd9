package io.saksi.core.decide.check;

import io.saksi.core.view.ClusterView;
import io.saksi.core.view.NodeFacts;
import java.util.List;

/** {@link ProblemCode#NO_FENCE_POSSIBLE}. */
final class NoFencePossible {
  private NoFencePossible() {}

  static List<Problem> check(ClusterView view) {
    return view.received().values().stream()
        .map(ClusterView.Received::report)
        .filter(r -> r.facts().fence() == NodeFacts.Fence.NONE)
        .map(r ->
            new Problem(
                ProblemCode.NO_FENCE_POSSIBLE,
                r.node(),
                "nothing would stop " + r.node() + " if it hung"))
        .toList();
  }
}
