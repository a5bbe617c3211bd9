package io.saksi.core.decide;

import io.saksi.core.model.Lsn;
import io.saksi.core.model.Member;
import io.saksi.core.model.Moment;
import io.saksi.core.model.NodeId;
import io.saksi.core.model.Position;
import io.saksi.core.quorum.Eligibility;
import io.saksi.core.quorum.Policy;
import io.saksi.core.state.ClusterState;
import io.saksi.core.view.ClusterView;
import io.saksi.core.view.NodeReport;
import io.saksi.core.view.Postgres;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The live standbys in the order in which they are preferred: the furthest; then the least left to
 * replay, the highest priority, a zone that is known before one that is not, the name.
 */
final class Ranking {
  private final ClusterState informed;
  private final Map<NodeId, Position> positions;
  private final List<NodeId> order;
  private final Eligibility eligibility;

  /**
   * @param source a node from which the candidate first streams what that one has more
   */
  record Pick(NodeId candidate, Optional<NodeId> source) {}

  private Ranking(ClusterState informed, Map<NodeId, Position> positions, List<NodeId> order) {
    this.informed = informed;
    this.positions = positions;
    this.order = order;
    eligibility = new Eligibility(informed);
  }

  static Ranking of(
      ClusterState informed, Map<NodeId, Position> positions, ClusterView view, Moment now) {
    List<NodeId> order =
        positions.keySet().stream()
            .filter(node -> Heard.isLiveStandby(informed, node, view, now))
            .filter(node -> informed.history().covers(positions.get(node)).isPresent())
            .sorted(preference(informed, view))
            .toList();
    return new Ranking(informed, positions, order);
  }

  /**
   * @param excluded elected again only if there is nobody else, and so is a node that is back from
   *     maintenance and was not verified yet
   * @param planned the target of a switchover: it alone, if it is eligible. Others only where the
   *     modes allow them to be promoted
   */
  Optional<Pick> best(Set<NodeId> excluded, Optional<NodeId> planned) {
    List<Pick> picks = picks();
    Optional<Pick> target =
        picks.stream().filter(pick -> planned.equals(Optional.of(pick.candidate()))).findFirst();
    if (target.isPresent()) {
      return target;
    }
    if (!Policy.allowsAutomaticFailover(informed)) {
      return Optional.empty();
    }
    return picks.stream()
        .filter(pick -> !excluded.contains(pick.candidate()))
        .filter(pick -> !informed.orders().isAway(pick.candidate()))
        .findFirst()
        .or(() -> picks.stream().findFirst());
  }

  /** Those that have everything themselves first, then those that can fetch it. */
  private List<Pick> picks() {
    List<Pick> complete =
        order.stream()
            .filter(this::mayLead)
            .filter(eligibility::of)
            .map(node -> new Pick(node, Optional.empty()))
            .toList();
    return complete.isEmpty()
        ? order.stream().flatMap(n -> fetching(n).stream()).toList()
        : complete;
  }

  /** Whoever has everything may not lead; this one can stream it from there. */
  private Optional<Pick> fetching(NodeId candidate) {
    if (!mayLead(candidate)) {
      return Optional.empty();
    }
    return order.stream()
        .filter(source -> !source.equals(candidate) && eligibility.of(source))
        .filter(source -> follows(candidate, source))
        .findFirst()
        .map(source -> new Pick(candidate, Optional.of(source)));
  }

  private boolean follows(NodeId candidate, NodeId source) {
    Position to = positions.get(source);
    Lsn reach = informed.history().covers(positions.get(candidate)).orElseThrow();
    return informed.history().follows(positions.get(candidate), to.branch().timeline())
        && informed.history().covers(to).map(end -> end.isAtLeast(reach)).orElse(false);
  }

  private boolean mayLead(NodeId node) {
    return informed.member(node).map(Member::mayLead).orElse(false)
        && !informed.orders().isInMaintenance(node);
  }

  private static Comparator<NodeId> preference(ClusterState informed, ClusterView view) {
    Comparator<NodeId> furthest =
        Comparator.comparing(
            node -> informed.history().covers(informed.positions().get(node)).orElseThrow());
    return furthest
        .reversed()
        .thenComparingLong(node -> backlog(view, node))
        .thenComparingInt(node -> -informed.members().get(node).priority())
        .thenComparing(node -> informed.members().get(node).tags().zone().isEmpty())
        .thenComparing(Comparator.naturalOrder());
  }

  private static long backlog(ClusterView view, NodeId node) {
    return view.report(node)
        .map(NodeReport::postgres)
        .filter(Postgres.Standby.class::isInstance)
        .map(Postgres.Standby.class::cast)
        .map(standby -> standby.reached().minus(standby.replayed()))
        .orElse(0L);
  }
}
