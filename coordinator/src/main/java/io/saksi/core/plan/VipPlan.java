package io.saksi.core.plan;

import io.saksi.core.model.Epoch;
import io.saksi.core.model.Moment;
import io.saksi.core.model.NodeId;
import io.saksi.core.model.Reign;
import io.saksi.core.state.ClusterState;
import java.util.Optional;

/**
 * When a node may hold the read-write virtual addresses (I3). Asked on every look, and again at the
 * moment when one is added.
 */
public final class VipPlan {
  private VipPlan() {}

  /**
   * What the node knows of itself.
   *
   * @param promised as on disk
   * @param open the epoch in whose name its gate is open for writes, verified; empty while it is
   *     closed, or is being closed
   * @param lease what its guard is armed with
   */
  public record Standing(
      NodeId self, Epoch promised, Optional<Epoch> open, Optional<Lease> lease) {}

  /** An accepted renewal. */
  public record Lease(Epoch epoch, Moment deadline) {}

  /**
   * {@code Open} is recorded only with a proof that the former holder was fenced, but that alone is
   * permission: a node that stalled may apply it after its successor was elected. The guard is
   * armed only by a renewal that this node sent after it had applied {@code Open} and that was
   * accepted when applied; by then a successor would have refused it. So the guard's epoch, and no
   * other lease, counts here.
   */
  public static boolean mayHold(ClusterState state, Standing standing, Moment now) {
    return state.reign() instanceof Reign.Open open
        && open.primary().equals(standing.self())
        && !open.epoch().isBefore(standing.promised())
        && standing.open().equals(Optional.of(open.epoch()))
        && standing
            .lease()
            .filter(lease -> lease.epoch().equals(open.epoch()))
            .filter(lease -> now.isBefore(lease.deadline()))
            .isPresent();
  }

  /**
   * Whether the node will hold them soon: it may ask the link whether anybody else does, while it
   * is promoted, so that a failover does not wait for the answer.
   */
  public static boolean comes(ClusterState state, NodeId self) {
    return switch (state.reign()) {
      case Reign.Elected elected -> elected.candidate().equals(self);
      case Reign.Open open -> open.primary().equals(self);
      case Reign.None _, Reign.Electing _ -> false;
    };
  }
}
