package io.saksi.simulation;

import io.saksi.core.command.Command;
import io.saksi.core.command.Outcome;
import io.saksi.core.model.Deposed;
import io.saksi.core.model.NodeId;
import io.saksi.core.model.Orders;
import io.saksi.core.model.Reign;
import io.saksi.core.model.SyncEntry;
import io.saksi.core.state.ClusterState;
import io.saksi.core.view.ClusterView;
import io.saksi.core.view.NodeReport;
import io.saksi.core.view.Postgres;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.Predicate;

/** The known-bad variants that forget what an operator said. */
final class OrdersTampering {
  private OrdersTampering() {}

  /**
   * @param outcome of the core as it is
   */
  static Outcome apply(Variant variant, ClusterState before, Command command, Outcome outcome) {
    ClusterState after = outcome.state();
    if (variant == Variant.PAUSED_FAILS_OVER && command instanceof Command.BeginFailover) {
      return outcome instanceof Outcome.Refused ? asIfNotPaused(before, command) : outcome;
    } else if (variant == Variant.MODE_CHANGED_AT_ONCE && command instanceof Command.SetMode set) {
      return new Outcome.Applied(
          Copies.with(
              after,
              after.inForce().stream()
                  .map(entry -> new SyncEntry(entry.id(), entry.set(), set.mode()))
                  .toList(),
              after.floor()));
    } else if (variant == Variant.ASYNC_FORGETS_WHAT_SYNC_ACKNOWLEDGED
        && command instanceof Command.ConfirmSet) {
      return new Outcome.Applied(Copies.with(after, after.inForce(), before.floor()));
    } else if (variant == Variant.FORCED_SUSPENDS_ONLY_OLD_PRIMARY
        && command instanceof Command.Open) {
      Optional<NodeId> old = before.deposed().map(Deposed::primary);
      return lettingGo(
          outcome, node -> !old.equals(Optional.of(node)) && !before.orders().isHeld(node));
    } else if (variant == Variant.RESUMED_BY_FAILOVER && command instanceof Command.BeginFailover) {
      return lettingGo(outcome, before.orders()::isSuspended);
    } else if (variant == Variant.FOUND_ANEW && command instanceof Command.Found) {
      return new Outcome.Applied(Tampering.withoutPosition(after, Reign.Accession.FOUND));
    } else if (endsMaintenance(variant, command) && outcome instanceof Outcome.Applied) {
      return new Outcome.Applied(Copies.with(after, withoutMaintenance(after.orders())));
    }
    return outcome;
  }

  /** Who leads with less than the floor does not lead. */
  static ClusterView withoutWhoIsBelowTheFloor(ClusterState state, ClusterView view) {
    Map<NodeId, ClusterView.Received> received = new TreeMap<>();
    view.received()
        .forEach((node, one) ->
            received.put(
                node,
                isBelowTheFloor(state, one.report())
                    ? new ClusterView.Received(starting(one.report()), one.at())
                    : one));
    return new ClusterView(
        view.leaderSince(),
        view.reignSince(),
        received,
        view.lease(),
        view.sightings(),
        view.ordersSince(),
        view.wallClock());
  }

  private static boolean isBelowTheFloor(ClusterState state, NodeReport report) {
    return report.postgres() instanceof Postgres.Primary primary
        && state.reign() instanceof Reign.Elected
        && primary.flushed().isBefore(state.floorLsn());
  }

  private static NodeReport starting(NodeReport of) {
    return new NodeReport(
        of.node(),
        of.promised(),
        of.instance(),
        new Postgres.Busy("starting"),
        of.gate(),
        Optional.empty(),
        of.appliedVersion(),
        List.of());
  }

  private static boolean endsMaintenance(Variant variant, Command command) {
    return switch (command) {
      case Command.BeginFailover _ -> variant == Variant.MAINTENANCE_ENDED_BY_FAILOVER;
      case Command.EndMaintenance _ -> variant == Variant.BACK_WITHOUT_VERIFICATION;
      default -> false;
    };
  }

  static Orders withoutMaintenance(Orders orders) {
    Orders left = orders;
    for (NodeId node : orders.maintenance().keySet()) {
      left = left.withoutMaintenance(node);
    }
    return left;
  }

  private static Outcome asIfNotPaused(ClusterState before, Command command) {
    Outcome outcome =
        Copies.with(before, before.orders().withPause(Optional.empty()))
            .apply(command, OptionalLong.empty());
    return outcome instanceof Outcome.Applied applied
        ? new Outcome.Applied(
            Copies.with(
                applied.state(), applied.state().orders().withPause(before.orders().pause())))
        : outcome;
  }

  private static Outcome lettingGo(Outcome outcome, Predicate<NodeId> which) {
    if (!(outcome instanceof Outcome.Applied applied)) {
      return outcome;
    }
    Orders orders = applied.state().orders();
    for (NodeId node : applied.state().orders().held().keySet()) {
      orders = which.test(node) ? orders.lettingGo(node) : orders;
    }
    return new Outcome.Applied(Copies.with(applied.state(), orders));
  }
}
