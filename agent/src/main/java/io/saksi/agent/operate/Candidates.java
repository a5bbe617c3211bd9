package io.saksi.agent.operate;

import io.saksi.agent.cluster.LeaderDesk;
import io.saksi.core.model.Member;
import io.saksi.core.model.NodeId;
import io.saksi.core.state.ClusterState;
import io.saksi.core.view.NodeReport;
import io.saksi.core.view.Postgres;
import java.util.Comparator;
import java.util.Optional;

/** Who is asked to take over where the operator names nobody. */
final class Candidates {
  private Candidates() {}

  private record Candidate(Member member, Postgres.Standby standby, boolean counted) {}

  /**
   * Counted by a set in force before others, then priority, then who has the most. Whoever it is
   * has to catch up before the primary's reign ends, so nothing is at stake but time.
   */
  static Optional<NodeId> best(LeaderDesk.Standing on) {
    return on.state().members().values().stream()
        .flatMap(member -> candidate(on, member).stream())
        .max(
            Comparator.comparing(Candidate::counted)
                .thenComparingInt(c -> c.member().priority())
                .thenComparingLong(c -> c.standby().reached().value())
                .thenComparing(c -> c.member().node(), Comparator.reverseOrder()))
        .map(c -> c.member().node());
  }

  private static Optional<Candidate> candidate(LeaderDesk.Standing on, Member member) {
    ClusterState state = on.state();
    boolean kept = state.orders().isHeld(member.node()) || state.orders().isAway(member.node());
    if (!member.mayLead() || kept || !isHeard(on, member)) {
      return Optional.empty();
    }
    return on.view()
        .report(member.node())
        .map(NodeReport::postgres)
        .filter(Postgres.Standby.class::isInstance)
        .map(Postgres.Standby.class::cast)
        .filter(Postgres.Standby::streaming)
        .map(standby -> new Candidate(member, standby, state.isCounted(member.node())));
  }

  private static boolean isHeard(LeaderDesk.Standing on, Member member) {
    return on.view().silence(member.node(), on.now()).compareTo(on.state().settings().silence())
        <= 0;
  }
}
