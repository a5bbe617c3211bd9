package io.saksi.core.quorum;

import io.saksi.core.model.Deposed;
import io.saksi.core.model.Lsn;
import io.saksi.core.model.Mode;
import io.saksi.core.model.NodeId;
import io.saksi.core.model.Position;
import io.saksi.core.model.Renewal;
import io.saksi.core.model.SyncEntry;
import io.saksi.core.model.SyncSet;
import io.saksi.core.state.ClusterState;
import java.util.Map;
import java.util.Optional;

/**
 * Who may be elected, by the positions recorded since the last reign opened.
 *
 * <p>The argument (I1): an acknowledged commit was flushed by k members of a set S in force. Any
 * {@code |S| − k + 1} members of S contain one of those k. If that many members have promised,
 * reported, and are not ahead of the candidate, then one of them has the commit and the candidate
 * reaches at least as far. The sets counted are those of the last reign that opened: no later reign
 * ever acknowledged anything.
 */
public final class Eligibility {
  private final ClusterState state;

  public Eligibility(ClusterState state) {
    this.state = state;
  }

  /** Whether the node, as a standby, has every acknowledged commit. */
  public boolean of(NodeId candidate) {
    Optional<Lsn> reach = reach(candidate);
    if (reach.isEmpty() || state.member(candidate).isEmpty() || belowFloor(reach.get())) {
      return false;
    }
    if (state.orders().isHeld(candidate)) {
      return false;
    }
    return notBehindFormerPrimary(reach.get()) || inEverySet(reach.get());
  }

  /**
   * Whether the node may start again on its own branch: it is the primary of the last reign that
   * opened, and has therefore everything that was ever acknowledged.
   */
  public boolean inPlace(NodeId candidate) {
    return state.deposed().map(Deposed::primary).equals(Optional.of(candidate));
  }

  /**
   * How many members' positions are still missing before the candidate is eligible in this set; 0
   * if none.
   */
  public int missing(SyncSet set, Lsn reach) {
    long notAhead =
        set.members().stream()
            .filter(member -> !state.orders().isHeld(member))
            .flatMap(member -> reach(member).stream())
            .filter(reach::isAtLeast)
            .count();
    return (int) Math.max(0, needed(set) - notAhead);
  }

  private boolean inEverySet(Lsn reach) {
    return !state.inForce().isEmpty()
        && state.inForce().stream().allMatch(entry -> isSafe(entry, reach));
  }

  /**
   * Whether nothing that this entry acknowledged is lost. Where it says that nobody is waited for,
   * the bound that the operator gave counts.
   */
  public boolean isSafe(SyncEntry entry, Lsn reach) {
    return entry.mode() == Mode.ASYNC
        ? withinLagBound(reach)
        : !entry.set().isEmpty() && missing(entry.set(), reach) == 0;
  }

  private boolean withinLagBound(Lsn reach) {
    Optional<Lsn> end = state.renewal().flatMap(Renewal::end).flatMap(state.history()::covers);
    Optional<Long> bound = state.settings().asyncLagBound();
    return end.isPresent() && bound.isPresent() && end.get().minus(reach) <= bound.get();
  }

  /**
   * How many members have to report before one of them can be told to have everything. With nobody
   * counted, only the primary itself has what was acknowledged; more members than there are cannot
   * report.
   */
  public static int needed(SyncSet set) {
    return set.members().size() - set.k() + 1;
  }

  private boolean notBehindFormerPrimary(Lsn reach) {
    return state
        .deposed()
        .map(Deposed::primary)
        .flatMap(this::reach)
        // It wrote all that is below the floor: if it says less, what it says is not its end of
        // WAL.
        .filter(end -> !belowFloor(end))
        .map(reach::isAtLeast)
        .orElse(false);
  }

  private boolean belowFloor(Lsn reach) {
    Optional<Lsn> floor = state.floor().flatMap(state.history()::covers);
    return floor.isPresent() && reach.isBefore(floor.get());
  }

  private Optional<Lsn> reach(NodeId node) {
    Map<NodeId, Position> positions = state.positions();
    return Optional.ofNullable(positions.get(node)).flatMap(state.history()::covers);
  }
}
