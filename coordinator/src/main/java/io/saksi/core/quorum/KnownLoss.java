package io.saksi.core.quorum;

import io.saksi.core.model.Lsn;
import io.saksi.core.model.NodeId;
import io.saksi.core.model.Position;
import io.saksi.core.model.Renewal;
import io.saksi.core.state.ClusterState;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * How much WAL a forced failover is known to lose: from the target's position to the floor, to
 * where the primary's WAL ended at its last renewal, or to what any other node is known to have,
 * whichever is more. The primary may have written more since; of that nothing is known.
 */
public final class KnownLoss {
  private KnownLoss() {}

  /**
   * In bytes.
   *
   * @return empty if it cannot be told: the position lies on WAL that left the history
   */
  public static Optional<Long> of(ClusterState state, Position target) {
    return state.history().covers(target).map(reach -> known(state, reach));
  }

  private static long known(ClusterState state, Lsn reach) {
    Stream<Position> others = state.positions().values().stream();
    Stream<Position> primary =
        Stream.of(state.floor(), state.renewal().flatMap(Renewal::end)).flatMap(Optional::stream);
    return Stream.concat(others, primary)
        .flatMap(position -> state.history().covers(position).stream())
        .mapToLong(known -> Math.max(0, known.minus(reach)))
        .max()
        .orElse(0);
  }

  /**
   * Why taking this node as it is would lose more than was accepted; empty if it would not. What
   * cannot be told is accepted only by who accepts any loss, {@link Long#MAX_VALUE}.
   *
   * @param position of the target; empty: unknown
   */
  public static Optional<String> refusal(
      ClusterState state, NodeId target, Optional<Position> position, long accepted) {
    Optional<Long> loss = position.flatMap(at -> of(state, at));
    if (loss.isEmpty()) {
      return accepted == Long.MAX_VALUE
          ? Optional.empty()
          : Optional.of(
              "what would be lost by taking "
                  + target
                  + " cannot be told: its WAL is not part of the history. Accept any loss, or"
                  + " name another target");
    }
    return loss.get() > accepted
        ? Optional.of(
            loss.get() + " bytes of WAL are known to be lost by it, and were not accepted")
        : Optional.empty();
  }
}
