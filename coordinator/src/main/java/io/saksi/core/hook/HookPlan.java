package io.saksi.core.hook;

import io.saksi.core.model.Cause;
import io.saksi.core.model.Epoch;
import io.saksi.core.model.Member;
import io.saksi.core.model.NodeId;
import io.saksi.core.model.Reign;
import io.saksi.core.state.ClusterState;
import java.util.List;
import java.util.Optional;

/**
 * Which programs are due on this node. Level-triggered: it compares what is with what they were
 * told, so nothing has to be remembered but that; what came and went meanwhile is left out.
 */
public final class HookPlan {
  private final ClusterState state;
  private final Member self;
  private final HookLedger ledger;

  /**
   * What the node sees of itself.
   *
   * @param serves in whose name its gate is open for writes; empty: it is not
   * @param primaryRuns a PostgreSQL that was started as a primary is alive
   */
  public record Seen(Optional<Epoch> serves, boolean primaryRuns) {}

  private HookPlan(ClusterState state, Member self, HookLedger ledger) {
    this.state = state;
    this.self = self;
    this.ledger = ledger;
  }

  /**
   * One run of those that come before, or all that come afterwards, in their order; empty while
   * nothing is due.
   */
  public static List<HookRun> due(ClusterState state, NodeId self, Seen seen, HookLedger ledger) {
    return state
        .member(self)
        .map(member -> new HookPlan(state, member, ledger).due(seen))
        .orElse(List.of());
  }

  private List<HookRun> due(Seen seen) {
    return switch (state.reign()) {
      case Reign.None _ -> List.of();
      case Reign.Electing electing -> before(electing.epoch(), Optional.empty(), electing.cause());
      case Reign.Elected elected ->
          before(elected.epoch(), Optional.of(elected.candidate()), elected.cause());
      case Reign.Open open ->
          state.orders().switchover().isPresent()
              ? before(open.epoch().next(), Optional.empty(), Cause.SWITCHOVER)
              : afterwards(open, seen);
    };
  }

  private List<HookRun> before(Epoch epoch, Optional<NodeId> elected, Cause cause) {
    boolean promoted = elected.equals(Optional.of(self.node()));
    boolean demoted = ledger.role() == HookRole.PRIMARY;
    HookRole next = promoted ? HookRole.PRIMARY : usual();
    if (ledger.change().isBefore(epoch)) {
      return List.of(run(HookPoint.BEFORE_CHANGE, epoch, next, elected, cause.name()));
    } else if (demoted && ledger.demote().isBefore(epoch)) {
      return List.of(run(HookPoint.BEFORE_DEMOTE, epoch, next, elected, cause.name()));
    } else if (promoted && ledger.promote().isBefore(epoch)) {
      return List.of(run(HookPoint.BEFORE_PROMOTE, epoch, next, elected, cause.name()));
    }
    return List.of();
  }

  private List<HookRun> afterwards(Reign.Open open, Seen seen) {
    boolean leads = open.primary().equals(self.node());
    boolean settled = leads ? seen.serves().equals(Optional.of(open.epoch())) : !seen.primaryRuns();
    HookRole role = leads ? HookRole.PRIMARY : usual();
    boolean told =
        ledger.told().equals(Optional.of(new HookLedger.Told(role, open.epoch(), open.primary())));
    if (!settled || (told && !isRolledBack(open.epoch()))) {
      return List.of();
    }
    String cause = told ? "ROLLED_BACK" : ledger.cause();
    Optional<NodeId> primary = Optional.of(open.primary());
    HookRun change = run(HookPoint.AFTER_CHANGE, open.epoch(), role, primary, cause);
    if (leads) {
      return List.of(run(HookPoint.AFTER_PROMOTE, open.epoch(), role, primary, cause), change);
    }
    return ledger.role() == HookRole.PRIMARY
        ? List.of(run(HookPoint.AFTER_DEMOTE, open.epoch(), role, primary, cause), change)
        : List.of(change);
  }

  /** Programs were told of a change to a later epoch, and this one goes on. */
  private boolean isRolledBack(Epoch epoch) {
    return epoch.isBefore(ledger.change())
        || epoch.isBefore(ledger.demote())
        || epoch.isBefore(ledger.promote());
  }

  private HookRole usual() {
    return self.holdsData() ? HookRole.STANDBY : HookRole.WITNESS;
  }

  private HookRun run(
      HookPoint point, Epoch epoch, HookRole role, Optional<NodeId> primary, String cause) {
    return new HookRun(point, epoch, ledger.role(), role, primary, cause);
  }
}
