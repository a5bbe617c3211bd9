package io.saksi.agent.disaster;

import io.saksi.agent.postgres.WalPosition;
import io.saksi.core.audit.AuditTrail;
import io.saksi.core.model.Epoch;
import io.saksi.core.model.InstanceId;
import io.saksi.core.model.NodeId;
import io.saksi.core.model.Position;
import io.saksi.core.quorum.KnownLoss;
import io.saksi.core.state.ClusterState;
import io.saksi.raft.StoppedPeer;
import java.time.Duration;
import java.util.Optional;

/**
 * What the survivor has on its disk, and what runs there.
 *
 * @param running what would have to be stopped first; empty: nothing
 * @param lease what is left of a lease that its guard still holds
 * @param instance of its data directory; empty: it is none that could be used
 * @param unusable why not
 * @param end of its WAL; empty: not known
 */
public record Facts(
    NodeId self,
    StoppedPeer peer,
    ClusterState state,
    AuditTrail trail,
    Epoch promised,
    Optional<String> running,
    Optional<Duration> lease,
    Optional<InstanceId> instance,
    Optional<String> unusable,
    Optional<WalPosition> end) {

  /** Where its WAL ends in the history that it knows. */
  Optional<Position> position() {
    return end.flatMap(
        at -> state.history().branch(at.timeline()).map(branch -> new Position(branch, at.lsn())));
  }

  /** Bytes that are known to be lost by going on from here; empty: cannot be told. */
  Optional<Long> knownLoss() {
    return position().flatMap(at -> KnownLoss.of(state, at));
  }
}
