package io.saksi.core.state;

import static io.saksi.core.state.Transition.refused;

import io.saksi.core.command.Command;
import io.saksi.core.command.Outcome;
import io.saksi.core.model.Lsn;
import io.saksi.core.model.Position;
import io.saksi.core.model.Reign;
import io.saksi.core.model.Renewal;
import java.time.Duration;
import java.util.Optional;

/**
 * Renewals: accepted only of the reign that is open, so that a lease never outlives the begin of
 * its succession.
 */
final class Lease {
  private Lease() {}

  static Outcome renew(ClusterState state, Command.Renew renew) {
    if (!(state.reign() instanceof Reign.Open open) || !open.epoch().equals(renew.epoch())) {
      return refused(state, "epoch " + renew.epoch() + " is not open");
    }
    if (!renew.ttl().equals(state.settings().leaseTtl())) {
      return refused(
          state, "the lease lasts " + state.settings().leaseTtl() + ", not " + renew.ttl());
    }
    return new Outcome.Applied(
        Edit.of(state)
            .renewal(Optional.of(renewal(state, renew)))
            .floor(raised(state, open, renew.floor()))
            .buildSilently());
  }

  private static Renewal renewal(ClusterState state, Command.Renew renew) {
    Duration longest =
        state
            .renewal()
            .filter(before -> before.epoch().equals(renew.epoch()))
            .map(Renewal::longest)
            .orElse(renew.ttl());
    return new Renewal(renew.epoch(), renew.number(), renew.ttl(), longest, renew.end());
  }

  /**
   * The floor only rises. While nobody but the primary may be elected there is nothing to raise it
   * by.
   */
  private static Optional<Position> raised(
      ClusterState state, Reign.Open open, Optional<Position> reported) {
    boolean usable =
        reported.isPresent()
            && reported.get().branch().equals(open.branch())
            && state.inForce().stream().noneMatch(entry -> entry.set().isEmpty());
    if (!usable) {
      return state.floor();
    }
    Lsn current = state.floor().flatMap(state.history()::covers).orElse(Lsn.ZERO);
    return current.isBefore(reported.get().lsn()) ? reported : state.floor();
  }
}
