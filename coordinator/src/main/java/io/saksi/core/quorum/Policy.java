package io.saksi.core.quorum;

import io.saksi.core.model.Mode;
import io.saksi.core.model.Orders;
import io.saksi.core.model.Reign;
import io.saksi.core.model.SyncEntry;
import io.saksi.core.state.ClusterState;
import java.util.Optional;

/**
 * What the modes in force allow. They are those of the list of sets in force, not the one that the
 * settings wish for: a failover obeys the modes of the reign that it ends.
 */
public final class Policy {
  private Policy() {}

  /** Whether somebody may be promoted without an operator's word. */
  public static boolean allowsAutomaticFailover(ClusterState state) {
    return state.inForce().stream().allMatch(entry -> isAutomatic(state, entry));
  }

  private static boolean isAutomatic(ClusterState state, SyncEntry entry) {
    return switch (entry.mode()) {
      case SYNC_AUTO -> true;
      case SYNC_MANUAL -> false;
      case ASYNC -> state.settings().asyncLagBound().isPresent();
    };
  }

  /**
   * Where nobody waits for standbys, each of them that stops receiving loses what is written until
   * the primary is fenced: so the fence comes first (design, section 4.5).
   */
  public static boolean fencesFirst(ClusterState state) {
    boolean unfenced = state.deposed().map(d -> d.fence().isEmpty()).orElse(false);
    return unfenced && state.inForce().stream().anyMatch(entry -> entry.mode() == Mode.ASYNC);
  }

  /**
   * The mode that the next reign begins in: that of the last entry, or the first wish. {@link
   * Mode#ASYNC} only once it is proven to be in force: until then no floor covers what was
   * acknowledged before it.
   */
  public static Mode next(ClusterState state) {
    return state.inForce().stream()
        .map(SyncEntry::mode)
        .filter(mode -> mode != Mode.ASYNC)
        .reduce((_, later) -> later)
        .or(() -> state.wantedEntry().map(SyncEntry::mode))
        .orElse(state.settings().mode());
  }

  /** The forced failover that this election is for. */
  public static Optional<Orders.Forced> forced(ClusterState state, Reign.Electing electing) {
    return state.orders().forced().filter(f -> f.epoch().equals(electing.epoch()));
  }

  /** The planned change of roles that this election is for. */
  public static Optional<Orders.Switchover> planned(ClusterState state, Reign.Electing electing) {
    return state.orders().switchover().filter(s -> s.epoch().next().equals(electing.epoch()));
  }

  /**
   * {@code exposed: block}: in a synchronous mode, with nobody counted, the primary takes no
   * writes.
   */
  public static boolean blocksWrites(ClusterState state) {
    return !state.settings().exposedAllowed()
        && state
            .wantedEntry()
            .map(entry -> entry.mode() != Mode.ASYNC && entry.set().isEmpty())
            .orElse(false);
  }
}
