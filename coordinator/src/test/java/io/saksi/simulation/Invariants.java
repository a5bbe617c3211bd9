package io.saksi.simulation;

import io.saksi.core.command.Command;
import io.saksi.core.state.ClusterState;

/** What must hold after every event (design, section 1), each by its own class. */
final class Invariants {
  private final World world;
  final Durability durability;
  final OneOpenPrimary onePrimary;
  final VipFollowsFencing vip;
  final EpochsOnlyGrow epochs;
  final NoSilentDivergence divergence;
  final OperatorDecisions operator;

  /** A guard hung while its agent was gone: two rungs of the ladder at once, and no third here. */
  boolean fencingBroken;

  private boolean[] wasWritable = {};
  long openings;

  Invariants(World world) {
    this.world = world;
    durability = new Durability(world);
    onePrimary = new OneOpenPrimary(world);
    vip = new VipFollowsFencing(world);
    epochs = new EpochsOnlyGrow(world);
    divergence = new NoSilentDivergence(world);
    operator = new OperatorDecisions(world);
  }

  /** Clocks and guards can be trusted: what rests on them has to hold. */
  boolean fencingHolds() {
    return world.lawful && !fencingBroken;
  }

  void check() {
    if (wasWritable.length == 0) {
      wasWritable = new boolean[world.nodes.length];
    }
    for (Node node : world.nodes) {
      boolean writable = node.pg.writable();
      if (writable && !wasWritable[node.index]) {
        openings++;
        epochs.opened(node);
        durability.opened(node);
        divergence.opened(node);
        operator.opened(node);
      }
      wasWritable[node.index] = writable;
    }
    onePrimary.check();
    vip.check();
  }

  void appended(ClusterState before, Command command, ClusterState after) {
    epochs.appended(before, command, after);
    vip.appended(before, command, after);
    durability.appended(before, command, after);
    divergence.appended(before, command);
    operator.appended(before, command, after);
  }
}
