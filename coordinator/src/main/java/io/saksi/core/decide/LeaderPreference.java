package io.saksi.core.decide;

import io.saksi.core.model.Moment;
import io.saksi.core.model.NodeId;
import io.saksi.core.model.Reign;
import io.saksi.core.state.ClusterState;
import io.saksi.core.view.ClusterView;
import io.saksi.core.view.Postgres;
import io.saksi.core.view.RenewalPath;
import java.time.Duration;
import java.util.Comparator;
import java.util.Optional;
import java.util.function.Function;

/**
 * Where Raft leadership would better be: not on the primary's node, whose loss would then cost a
 * Raft election as well, not where the primary cannot reach it, and not on one that an operator may
 * switch off. It is a matter of speed only; who leads Raft has no effect on what may be done.
 */
public final class LeaderPreference {
  private LeaderPreference() {}

  /**
   * Whom the primary reaches where it does not reach this leader: only the link between the two is
   * cut (decision record 0040). That a renewal was passed on is the evidence: its agent is alive,
   * looks for a leader, and is heard there. One that was killed, or whose node is gone, passes
   * nothing on; one that starts again does so for a moment, until it is heard here too, and an
   * election just then would cost it the lease: so it has to last.
   *
   * @param self the node that leads the Raft group now
   * @param path how the primary's renewals came
   * @return a node that is heard and has applied as much as this one
   */
  public static Optional<NodeId> nearer(
      ClusterState state, ClusterView view, RenewalPath path, NodeId self, Moment now) {
    Duration patience = state.settings().silence().dividedBy(2);
    Duration lasting = state.settings().silence().multipliedBy(2);
    return state
        .reign()
        .leader()
        .filter(primary -> !primary.equals(self))
        .filter(primary -> view.silence(primary, now).compareTo(patience) > 0)
        .filter(_ -> path.direct().map(at -> now.since(at).compareTo(patience) > 0).orElse(true))
        .flatMap(primary -> path.through().filter(relay -> !relay.by().equals(primary)))
        .filter(relay -> now.since(relay.at()).compareTo(patience) <= 0)
        .filter(relay -> now.since(relay.since()).compareTo(lasting) > 0)
        .map(RenewalPath.Relay::by)
        .filter(relay -> !relay.equals(self) && isCurrent(state, view, relay, now));
  }

  private static boolean isCurrent(ClusterState state, ClusterView view, NodeId node, Moment now) {
    return Heard.heardRecently(state, node, view, now)
        && view.report(node).orElseThrow().appliedVersion() >= state.version();
  }

  /**
   * @param self the node that leads the Raft group now
   * @return a node that is heard and has applied as much as this one; empty if it is good as it is,
   *     or while a change of roles is under way
   */
  public static Optional<NodeId> better(
      ClusterState state, ClusterView view, NodeId self, Moment now) {
    boolean onPrimary = state.reign() instanceof Reign.Open open && open.primary().equals(self);
    boolean better = onPrimary || state.orders().isAway(self);
    if (!better || state.orders().switchover().isPresent()) {
      return Optional.empty();
    }
    return view.received().keySet().stream()
        .filter(node -> !node.equals(self))
        .filter(node -> isCurrent(state, view, node, now))
        .filter(node -> !state.orders().isAway(node))
        .filter(node -> !Heard.hasBadDisk(view, node) && !isBusy(view, node))
        .min(
            Comparator.<NodeId, Boolean>comparing(leads(state))
                .thenComparing(Comparator.naturalOrder()));
  }

  /** Its disk has enough to do, or does not answer at all. */
  private static boolean isBusy(ClusterView view, NodeId node) {
    return view.report(node)
        .map(report -> report.postgres() instanceof Postgres.Busy)
        .orElse(false);
  }

  /** The primary's node is better than one that may be switched off any moment, and no other. */
  private static Function<NodeId, Boolean> leads(ClusterState state) {
    return node -> state.reign().leader().equals(Optional.of(node));
  }
}
