package io.saksi.core.decide.check;

import io.saksi.core.model.Moment;
import io.saksi.core.model.Reign;
import io.saksi.core.state.ClusterState;
import io.saksi.core.view.ClusterView;
import io.saksi.core.view.NodeReport;
import io.saksi.core.view.Postgres;
import java.util.List;
import java.util.Optional;

/** Standbys that stream, and are too far behind to be waited for. */
public final class StandbyLagging {
  /** A standby further behind than this would make commits wait for it. */
  private static final long NEAR_BYTES = 16L << 20;

  private StandbyLagging() {}

  /** Whether the standby of this name has almost everything. */
  public static boolean isNear(Postgres.Primary primary, String name) {
    return primary.standbys().stream()
        .anyMatch(s -> s.name().equals(name) && behind(primary, s) <= NEAR_BYTES);
  }

  private static long behind(Postgres.Primary primary, Postgres.Sender sender) {
    return primary.flushed().minus(sender.flushed());
  }

  static List<Problem> check(ClusterState state, Reign.Open open, ClusterView view, Moment now) {
    Optional<NodeReport> report =
        view.report(open.primary())
            .filter(r -> view.silence(r.node(), now).compareTo(state.settings().silence()) <= 0);
    if (report.isEmpty() || !(report.get().postgres() instanceof Postgres.Primary primary)) {
      return List.of();
    }
    return state.members().keySet().stream()
        .flatMap(node ->
            primary.standbys().stream()
                .filter(s -> s.name().equals(node.name()) || s.name().equals(node.joiningName()))
                .filter(s -> behind(primary, s) > NEAR_BYTES)
                .map(s ->
                    new Problem(
                        ProblemCode.STANDBY_LAGGING,
                        node,
                        node + " is " + behind(primary, s) + " bytes behind " + open.primary())))
        .toList();
  }
}
