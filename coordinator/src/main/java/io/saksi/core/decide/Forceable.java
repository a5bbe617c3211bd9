package io.saksi.core.decide;

import io.saksi.core.model.Moment;
import io.saksi.core.model.NodeId;
import io.saksi.core.model.Position;
import io.saksi.core.model.Reign;
import io.saksi.core.quorum.KnownLoss;
import io.saksi.core.quorum.Policy;
import io.saksi.core.state.ClusterState;
import io.saksi.core.view.ClusterView;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The conditions of a forced failover (design, section 6), asked on the Raft leader before the
 * command is written; that it can be written is the quorum. They keep an operator from losing data
 * where nothing has to be lost; what must hold for safety is in {@code core.state}.
 */
public final class Forceable {
  private Forceable() {}

  /**
   * Why it may not be forced now; empty if it may.
   *
   * @param acceptedLoss bytes that the operator was told, and accepted
   */
  public static Optional<String> refusal(
      ClusterState state, ClusterView view, NodeId target, long acceptedLoss, Moment now) {
    if (!Heard.isLiveStandby(state, target, view, now)) {
      return Optional.of(target + " is not heard, or no running standby");
    }
    if (view.report(target).filter(r -> Heard.hasRecordedInstance(state, r)).isEmpty()) {
      return Optional.of(target + " has other data than that on record");
    }
    Optional<String> needless = needless(state, view, now);
    if (needless.isPresent()) {
      return needless;
    }
    return KnownLoss.refusal(
        informed(state, view), target, position(state, view, target), acceptedLoss);
  }

  private static Optional<String> needless(ClusterState state, ClusterView view, Moment now) {
    if (!(state.reign() instanceof Reign.Open open)) {
      return Optional.empty();
    }
    NodeId primary = open.primary();
    if (view.silence(primary, now).compareTo(state.settings().silence()) <= 0) {
      return Optional.of(primary + " is connected: switch over instead");
    }
    boolean automatic = Policy.allowsAutomaticFailover(state);
    boolean winner = Outlook.wouldWin(state, open, view, now).isPresent();
    if (automatic && winner && state.orders().pause().isEmpty()) {
      return Optional.of("an automatic failover without loss is about to begin");
    }
    return automatic && !LeaseProof.ranOut(state, open.epoch(), view, now)
        ? Optional.of("the lease of " + primary + " has not run out yet")
        : Optional.empty();
  }

  /**
   * How much is known to be lost: from the target's position to the floor, to the last known
   * position of the primary, or to what another standby has. It may have written more since.
   *
   * @return empty if the positions cannot be compared
   */
  public static Optional<Long> knownLoss(ClusterState state, ClusterView view, NodeId target) {
    return position(state, view, target).flatMap(at -> KnownLoss.of(informed(state, view), at));
  }

  /** What a node said last counts, whether or not it is heard now; what is recorded stays. */
  private static ClusterState informed(ClusterState state, ClusterView view) {
    Map<NodeId, Position> positions = new TreeMap<>();
    for (NodeId node : state.members().keySet()) {
      position(state, view, node).ifPresent(position -> positions.put(node, position));
    }
    positions.putAll(state.positions());
    return state.informed(positions);
  }

  private static Optional<Position> position(ClusterState state, ClusterView view, NodeId target) {
    return view.report(target).flatMap(report -> Heard.position(state, report));
  }
}
