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
      return givenUp(force.target(), before, after)
          .or(() -> opened(entry.epoch(), force.target(), after.reign()));
    } else if (entry.command() instanceof Command.BeginMaintenance begin) {
      return free(begin, before, after);
    } else if (entry.command() instanceof Command.EndMaintenance end) {
      return back(end, after);
    } else if (entry.command() instanceof Command.Recover recover) {
      return givenUp(recover.survivor(), before, after)
          .or(() -> opened(entry.epoch(), recover.survivor(), after.reign()));
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

  /** What was accepted was accepted for this one node: nobody else is taken on that word. */
  private static Optional<AuditEntry.Outcome> givenUp(
      NodeId target, ClusterState before, ClusterState after) {
    return before
        .orders()
        .forced()
        .filter(forced -> forced.target().equals(target))
        .filter(_ -> after.orders().forced().isEmpty() && !(after.reign() instanceof Reign.Open))
        .map(_ ->
            new AuditEntry.Outcome(
                false,
                target
                    + " was given up: it did not open in time, or it is not heard any more."
                    + " saksi explain says who could lead now; to order it again: saksi failover"));
  }

  /** The first reign that opens of this epoch or a later one. */
  private static Optional<AuditEntry.Outcome> opened(Epoch first, NodeId target, Reign now) {
    return now instanceof Reign.Open open && !open.epoch().isBefore(first)
        ? Optional.of(
            new AuditEntry.Outcome(
                open.primary().equals(target), open.primary() + " leads epoch " + open.epoch()))
        : Optional.empty();
  }

  /** Nobody needs the node any more: it does not lead, and no commit waits for it. */
  private static Optional<AuditEntry.Outcome> free(
      Command.BeginMaintenance begin, ClusterState before, ClusterState after) {
    NodeId node = begin.node();
    if (!after.orders().isInMaintenance(node)) {
      Optional<String> why = before.orders().switchover().flatMap(Orders.Switchover::rolledBack);
      return Optional.of(
          new AuditEntry.Outcome(
              false, why.map(w -> "rolled back: " + w).orElse("it ended before it was free")));
    }
    return after.reign() instanceof Reign.Open open
            && !open.primary().equals(node)
            && !after.isCounted(node)
        ? Optional.of(new AuditEntry.Outcome(true, node + " is free until " + begin.until()))
        : Optional.empty();
  }

  private static Optional<AuditEntry.Outcome> back(Command.EndMaintenance end, ClusterState after) {
    if (after.orders().isInMaintenance(end.node())) {
      return Optional.of(new AuditEntry.Outcome(false, "it was put into maintenance again"));
    }
    return after.orders().isAway(end.node())
        ? Optional.empty()
        : Optional.of(
            new AuditEntry.Outcome(
                after.member(end.node()).isPresent(),
                after.member(end.node()).isPresent()
                    ? end.node() + " is back"
                    : end.node() + " is no member any more"));
  }
}
