package io.saksi.simulation;

import io.saksi.core.command.Command;
import io.saksi.core.model.Deposed;
import io.saksi.core.model.Epoch;
import io.saksi.core.model.FenceProof;
import io.saksi.core.model.NodeId;
import io.saksi.core.model.Reign;
import io.saksi.core.state.ClusterState;
import java.util.HashMap;
import java.util.Map;

/**
 * I3. A node adds the read-write VIP only after a recorded proof that the previous holder was
 * fenced; and the proof is true.
 */
final class VipFollowsFencing {
  private final World world;
  private final Map<Epoch, NodeId> allowed = new HashMap<>();
  private Epoch fenced = Epoch.NONE;

  VipFollowsFencing(World world) {
    this.world = world;
  }

  void appended(ClusterState before, Command command, ClusterState after) {
    if (after.reign() instanceof Reign.Open open && command instanceof Command.Open) {
      allowed.put(open.epoch(), open.primary());
    }
    if (command instanceof Command.RecordFence fence
        && before.deposed().isPresent()
        && before.deposed().get().fence().isEmpty()) {
      recorded(before.deposed().get(), fence.proof());
    }
  }

  private void recorded(Deposed deposed, FenceProof proof) {
    Node node = world.node(deposed.primary());
    if (proof == FenceProof.SELF_FENCED && !deposed.epoch().isBefore(node.promisedOnDisk)) {
      throw new Violation("I3", node.id + " counts as fenced, but its promise is not on disk");
    }
    fenced = deposed.epoch();
  }

  void check() {
    for (Node node : world.nodes) {
      if (node.vip && !node.id.equals(allowed.get(node.pg.serves))) {
        throw new Violation("I3", node.id + " holds the VIP, but was not allowed to open");
      }
      if (node.pg.writable()
          && !fenced.isBefore(node.pg.serves)
          && node.serves()
          && world.invariants.fencingHolds()) {
        throw new Violation("I3", node.id + " serves, though its fence is on record");
      }
    }
  }
}
