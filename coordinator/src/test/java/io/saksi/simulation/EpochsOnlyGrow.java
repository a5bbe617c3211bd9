package io.saksi.simulation;

import io.saksi.core.command.Command;
import io.saksi.core.model.Epoch;
import io.saksi.core.model.NodeId;
import io.saksi.core.plan.Action;
import io.saksi.core.state.ClusterState;

/**
 * I4. Every reign has an epoch from Raft; an order carrying an old epoch is refused, at the moment
 * of effect.
 */
final class EpochsOnlyGrow {
  private final World world;
  private Epoch opened = Epoch.NONE;

  EpochsOnlyGrow(World world) {
    this.world = world;
  }

  void appended(ClusterState before, Command command, ClusterState after) {
    if (after.reign().epoch().isBefore(before.reign().epoch())) {
      throw new Violation("I4", "the epoch went back to " + after.reign().epoch());
    }
    if (after.version() < before.version() || after.nextEntry() < before.nextEntry()) {
      throw new Violation("I4", "a counter went back");
    }
    if (command instanceof Command.Elect elect) {
      for (NodeId node : elect.positions().keySet()) {
        promised(world.node(node), elect.epoch());
      }
    }
  }

  private static void promised(Node node, Epoch epoch) {
    if (node.promisedOnDisk.isBefore(epoch)) {
      throw new Violation("I4", node.id + " is counted for " + epoch + " without its promise");
    }
  }

  void tookEffect(Node node, Action action) {
    if (action.epoch().isBefore(node.promisedOnDisk)) {
      throw new Violation("I4", node.id + " carried out " + action + " of an old epoch");
    }
  }

  void opened(Node node) {
    if (world.invariants.fencingHolds() && node.pg.serves.isBefore(opened)) {
      throw new Violation("I4", node.id + " opens for " + node.pg.serves + " after " + opened);
    }
    opened = node.pg.serves;
  }

  /** Whoever leads Raft has stored all that was ever committed. */
  void logGoesOn(Node leader, int committed) {
    if (leader.stored < committed) {
      throw new Violation("I4", leader.id + " leads Raft without entry " + committed);
    }
  }
}
