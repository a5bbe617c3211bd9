package io.saksi.core.audit;

import io.saksi.core.model.NodeId;
import io.saksi.core.model.Orders;
import io.saksi.core.model.Reign;
import io.saksi.core.state.ClusterState;
import java.util.Optional;

/** How a change of roles that an operator ordered has ended, in one sentence. */
final class Endings {
  private Endings() {}

  static Optional<AuditEntry.Outcome> outcome(ClusterState before, ClusterState after) {
    return target(before.orders())
        .filter(_ -> target(after.orders()).isEmpty())
        .map(target ->
            new AuditEntry.Outcome(
                after.reign() instanceof Reign.Open open && open.primary().equals(target),
                sentence(before.orders(), after.reign())));
  }

  private static Optional<NodeId> target(Orders orders) {
    return orders
        .forced()
        .map(Orders.Forced::target)
        .or(() -> orders.switchover().map(Orders.Switchover::target));
  }

  private static String sentence(Orders orders, Reign reign) {
    Optional<Orders.Switchover> withinItsReign =
        orders.switchover().filter(s -> s.epoch().equals(reign.epoch()));
    return withinItsReign
        .map(s -> "rolled back: " + s.rolledBack().orElse("not said why"))
        .orElseGet(() ->
            reign.leader().map(node -> node + " leads").orElse("nobody leads")
                + " epoch "
                + reign.epoch());
  }
}
