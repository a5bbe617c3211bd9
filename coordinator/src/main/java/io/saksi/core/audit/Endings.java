package io.saksi.core.audit;

import io.saksi.core.command.Command;
import io.saksi.core.model.Epoch;
import io.saksi.core.model.NodeId;
import io.saksi.core.model.Orders;
import io.saksi.core.model.Reign;
import io.saksi.core.state.ClusterState;
import java.util.Optional;

/** How a change of roles that an operator ordered has ended, in one sentence. */
final class Endings {
  private Endings() {}

  /**
   * Empty while it goes on. An order that is dropped because the primary failed meanwhile has not
   * ended yet: the failover that began instead may still be won by its target.
   */
  static Optional<AuditEntry.Outcome> outcome(
      AuditEntry entry, ClusterState before, ClusterState after) {
    if (entry.command() instanceof Command.BeginSwitchover begin) {
      return rolledBack(begin, before, after)
          .or(() -> opened(begin.epoch().next(), begin.target(), after.reign()));
    } else if (entry.command() instanceof Command.ForceFailover force) {
      // Forced in an election that nobody could win, it is that election which it decides.
      return opened(entry.epoch(), force.target(), after.reign());
    } else if (entry.command() instanceof Command.Recover recover) {
      return opened(entry.epoch(), recover.survivor(), after.reign());
    }
    return Optional.empty();
  }

  /** Within its reign: nobody else was elected. */
  private static Optional<AuditEntry.Outcome> rolledBack(
      Command.BeginSwitchover begin, ClusterState before, ClusterState after) {
    return before
        .orders()
        .switchover()
        .filter(s -> s.epoch().equals(begin.epoch()))
        .filter(_ -> after.orders().switchover().isEmpty())
        .filter(_ -> after.reign().epoch().equals(begin.epoch()))
        .map(Orders.Switchover::rolledBack)
        .map(why -> new AuditEntry.Outcome(false, "rolled back: " + why.orElse("not said why")));
  }

  /** The first reign that opens of this epoch or a later one. */
  private static Optional<AuditEntry.Outcome> opened(Epoch first, NodeId target, Reign now) {
    return now instanceof Reign.Open open && !open.epoch().isBefore(first)
        ? Optional.of(
            new AuditEntry.Outcome(
                open.primary().equals(target), open.primary() + " leads epoch " + open.epoch()))
        : Optional.empty();
  }
}
