package io.saksi.core.decide;

import io.saksi.core.model.Epoch;
import io.saksi.core.model.Moment;
import io.saksi.core.model.Renewal;
import io.saksi.core.model.Settings;
import io.saksi.core.state.ClusterState;
import io.saksi.core.view.ClusterView;
import java.time.Duration;

/**
 * When the leader may take a lease as run out (design, section 5). The primary counts its deadline
 * from before it sent the renewal; the leader counts from when its own replica applied it, which is
 * later. So only the clocks' rates matter, and they differ by at most the drift: the primary's
 * clock may be slow and the leader's fast.
 */
public final class LeaseProof {
  private LeaseProof() {}

  /**
   * Whether the lease of this epoch has run out for certain.
   *
   * @return false also when nothing is known of it: a reign whose renewal this replica has not seen
   *     may have one
   */
  public static boolean ranOut(ClusterState state, Epoch epoch, ClusterView view, Moment now) {
    return view.lease()
        .filter(seen -> seen.epoch().equals(epoch))
        .map(seen ->
            !now.isBefore(seen.appliedAt().plus(stretched(granted(state, seen), state.settings()))))
        .orElseGet(() ->
            !wasRenewed(state, epoch)
                && now.since(view.reignSince())
                        .compareTo(stretched(state.settings().leaseTtl(), state.settings()))
                    > 0);
  }

  /**
   * No renewal of the epoch is in the log: its gate was never opened. Certain only once the epoch
   * is over.
   */
  public static boolean wasRenewed(ClusterState state, Epoch epoch) {
    return state.renewal().map(renewal -> renewal.epoch().equals(epoch)).orElse(false);
  }

  /**
   * How long after its last renewal a primary may be taken for over, with nothing but time for a
   * proof.
   */
  static Duration longest(ClusterState state) {
    Duration granted =
        state
            .renewal()
            .filter(renewal -> renewal.epoch().equals(state.reign().epoch()))
            .map(Renewal::longest)
            .filter(longest -> longest.compareTo(state.settings().leaseTtl()) > 0)
            .orElse(state.settings().leaseTtl());
    return stretched(granted, state.settings());
  }

  /**
   * A renewal that was granted before the setting was shortened may still be held, so the longest
   * of the epoch counts. A shorter lease makes failovers faster from the next reign on.
   */
  private static Duration granted(ClusterState state, ClusterView.LeaseSeen seen) {
    return state
        .renewal()
        .filter(renewal -> renewal.epoch().equals(seen.epoch()))
        .map(Renewal::longest)
        .filter(longest -> longest.compareTo(seen.ttl()) > 0)
        .orElse(seen.ttl());
  }

  private static Duration stretched(Duration ttl, Settings settings) {
    long drift = settings.driftPerMille();
    return ttl.multipliedBy(1000 + drift).dividedBy(1000 - drift).plus(settings.leaseMargin());
  }
}
