package io.saksi.core.decide;

import io.saksi.core.command.Command;
import io.saksi.core.model.Deposed;
import io.saksi.core.model.FenceProof;
import io.saksi.core.model.Moment;
import io.saksi.core.state.ClusterState;
import io.saksi.core.view.ClusterView;
import io.saksi.core.view.NodeReport;
import io.saksi.core.view.Postgres;
import java.util.Optional;

/**
 * Looks for one proof that the former primary no longer serves. That it does not answer is none.
 */
public final class Fencing {
  private Fencing() {}

  static Optional<Command> record(ClusterState state, ClusterView view, Moment now) {
    return state
        .deposed()
        .filter(deposed -> deposed.fence().isEmpty())
        .flatMap(deposed ->
            proof(state, deposed, view, now)
                .map(proof -> new Command.RecordFence(deposed.epoch(), proof)));
  }

  /**
   * Whose machine a fence agent should turn off now: the former primary's, while nothing proves yet
   * that it serves no longer. One that is heard fences itself, within milliseconds; one that was
   * elected again is the last that may be turned off.
   */
  public static Optional<Command.AskFence> wanted(
      ClusterState state, ClusterView view, Moment now) {
    return state
        .deposed()
        .filter(deposed -> deposed.fence().isEmpty())
        .filter(deposed -> proof(state, deposed, view, now).isEmpty())
        .filter(deposed -> !state.reign().leader().equals(Optional.of(deposed.primary())))
        .filter(deposed ->
            view.silence(deposed.primary(), now).compareTo(state.settings().silence()) > 0)
        .map(deposed -> new Command.AskFence(deposed.epoch(), deposed.primary()));
  }

  private static Optional<FenceProof> proof(
      ClusterState state, Deposed deposed, ClusterView view, Moment now) {
    if (view.report(deposed.primary()).map(r -> fencedItself(deposed, r)).orElse(false)) {
      return Optional.of(FenceProof.SELF_FENCED);
    }
    if (!LeaseProof.wasRenewed(state, deposed.epoch()) && earlierLeaseIsOver(state, view, now)) {
      // Its reign is over, so no renewal can come any more; and without one its gate stayed closed.
      return Optional.of(FenceProof.NEVER_OPEN);
    }
    return LeaseProof.ranOut(state, deposed.epoch(), view, now)
        ? Optional.of(FenceProof.LEASE_RAN_OUT)
        : Optional.empty();
  }

  /**
   * A node that is elected again in place may still hold the lease of its earlier reign; a gate
   * that was opened by that is covered too.
   */
  private static boolean earlierLeaseIsOver(ClusterState state, ClusterView view, Moment now) {
    return state
        .renewal()
        .map(renewal -> LeaseProof.ranOut(state, renewal.epoch(), view, now))
        .orElse(true);
  }

  /**
   * The promise is on disk, and what it says of its processes was looked at after that. A running
   * standby is no primary.
   */
  static boolean fencedItself(Deposed deposed, NodeReport report) {
    return deposed.epoch().isBefore(report.promised())
        && switch (report.postgres()) {
          case Postgres.Stopped _, Postgres.Absent _, Postgres.Standby _ -> true;
          case Postgres.Primary primary -> deposed.epoch().isBefore(primary.serves());
          case Postgres.Busy _, Postgres.Unusable _, Postgres.Witness _ -> false;
        };
  }
}
