package io.saksi.core.decide;

import io.saksi.core.model.Member;
import io.saksi.core.model.NodeId;
import io.saksi.core.state.ClusterState;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Which of the healthy standbys commits rather wait for. Each preference holds only while enough
 * are left: those that may lead, for what only a never-promoted node has must be fetched from it
 * first; then those in other zones than the primary's, so that a commit has left its zone.
 */
final class Preferred {
  private Preferred() {}

  static Set<NodeId> of(ClusterState state, NodeId primary, Set<NodeId> healthy) {
    int enough = state.settings().syncCount();
    Set<NodeId> leaders = where(state, healthy, Member::mayLead, enough);
    Optional<String> here = state.member(primary).flatMap(member -> member.tags().zone());
    return here.isEmpty()
        ? leaders
        : where(
            state,
            leaders,
            member -> member.tags().zone().map(zone -> !zone.equals(here.get())).orElse(false),
            enough);
  }

  private static Set<NodeId> where(
      ClusterState state, Set<NodeId> from, Predicate<Member> wanted, int enough) {
    Set<NodeId> some =
        from.stream()
            .filter(node -> state.member(node).map(wanted::test).orElse(false))
            .collect(Collectors.toUnmodifiableSet());
    return some.size() >= enough ? some : from;
  }
}
