package io.saksi.simulation;

import io.saksi.core.state.ClusterState;

/**
 * I6. Operator decisions are not undone: mode, bounds and priorities stay across any failover and
 * restart until an operator says otherwise. Nobody says anything here.
 */
final class OperatorDecisions {
  @SuppressWarnings("ReferenceEquality") // cheap, and the usual case
  void appended(ClusterState before, ClusterState after) {
    if (before.settings() != after.settings() && !before.settings().equals(after.settings())) {
      throw new Violation("I6", "the settings changed to " + after.settings());
    }
    if (before.members() == after.members()) {
      return;
    }
    before
        .members()
        .forEach((node, member) -> {
          boolean kept =
              after.member(node).map(now -> now.priority() == member.priority()).orElse(false);
          if (!kept) {
            throw new Violation("I6", node + " is not what the operator made it");
          }
        });
  }
}
