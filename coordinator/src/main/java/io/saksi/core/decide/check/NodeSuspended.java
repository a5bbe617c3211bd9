package io.saksi.core.decide.check;

import io.saksi.core.state.ClusterState;
import java.util.List;

/** {@link ProblemCode#NODE_SUSPENDED}. */
final class NodeSuspended {
  private NodeSuspended() {}

  static List<Problem> check(ClusterState state) {
    return state.orders().held().entrySet().stream()
        .filter(held -> state.member(held.getKey()).isPresent())
        .map(held ->
            new Problem(
                ProblemCode.NODE_SUSPENDED,
                held.getKey(),
                held.getKey()
                    + " is held since epoch "
                    + held.getValue().since()
                    + ": "
                    + held.getValue().reason()))
        .toList();
  }
}
