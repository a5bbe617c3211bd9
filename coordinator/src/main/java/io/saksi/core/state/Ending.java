package io.saksi.core.state;

import static io.saksi.core.state.Transition.refused;

import io.saksi.core.command.Command;
import io.saksi.core.command.Outcome;
import io.saksi.core.model.Cause;
import io.saksi.core.model.Deposed;
import io.saksi.core.model.Epoch;
import io.saksi.core.model.NodeId;
import io.saksi.core.model.Orders;
import io.saksi.core.model.Reign;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * {@code BeginFailover}: the end of a reign, or of a candidate that did not get as far as opening.
 */
final class Ending {
  private Ending() {}

  /** From here on renewals of the ended reign are refused, so that its lease can only run out. */
  static Outcome beginFailover(ClusterState state, Command.BeginFailover begin) {
    if (!state.reign().epoch().equals(begin.ended())) {
      return refused(state, "epoch " + begin.ended() + " is not the current one");
    }
    Orders orders = PlannedSwitch.informed(state.orders(), begin);
    Optional<String> forbidden = whyNotBegin(state, orders, begin);
    if (forbidden.isPresent()) {
      return refused(state, forbidden.get());
    }
    Epoch next = begin.ended().next();
    return switch (state.reign()) {
      case Reign.None _ -> refused(state, "there is no reign to end");
      case Reign.Electing _ -> refused(state, "the election of this epoch is under way");
      case Reign.Open open ->
          new Outcome.Applied(
              Edit.of(state)
                  .reign(new Reign.Electing(next, begin.cause(), Set.of()))
                  .deposed(Optional.of(new Deposed(open.epoch(), open.primary(), Optional.empty())))
                  .orders(ordersAfter(orders, begin.cause()))
                  .build());
      case Reign.Elected elected when elected.accession() == Reign.Accession.FOUND ->
          refused(state, "nobody else can found the cluster; the founder goes on when it is back");
      case Reign.Elected elected -> {
        Set<NodeId> excluded = new HashSet<>(elected.excluded());
        excluded.add(elected.candidate());
        // The sets of the last reign that opened still rule, and so does its fence.
        yield new Outcome.Applied(
            Edit.of(state)
                .reign(new Reign.Electing(next, begin.cause(), excluded))
                .orders(ordersAfter(orders, begin.cause()).withForced(Optional.empty()))
                .build());
      }
    };
  }

  private static Optional<String> whyNotBegin(
      ClusterState state, Orders orders, Command.BeginFailover begin) {
    boolean open = state.reign() instanceof Reign.Open;
    boolean ready =
        orders
            .switchover()
            .map(s -> s.failoverLsn().isPresent() && s.rolledBack().isEmpty())
            .orElse(false);
    if (begin.cause() == Cause.FORCED) {
      return Optional.of("a forced failover names its target");
    } else if (begin.cause() == Cause.SWITCHOVER && !(open && ready)) {
      return Optional.of("no switchover has got that far");
    } else if (open && state.orders().pause().isPresent()) {
      return Optional.of("paused: " + state.orders().pause().get().reason());
    }
    return Optional.empty();
  }

  /** Another failover than the planned one ends the plan. */
  private static Orders ordersAfter(Orders orders, Cause cause) {
    return cause == Cause.SWITCHOVER ? orders : orders.withSwitchover(Optional.empty());
  }
}
