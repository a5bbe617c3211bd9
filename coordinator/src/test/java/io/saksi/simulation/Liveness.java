package io.saksi.simulation;

import io.saksi.core.decide.check.StandbyFlapping;
import io.saksi.core.model.Deposed;
import io.saksi.core.model.Member;
import io.saksi.core.model.NodeId;
import io.saksi.core.model.Reign;
import io.saksi.core.model.SyncEntry;
import io.saksi.core.quorum.Policy;
import io.saksi.core.state.ClusterState;
import java.util.Arrays;
import java.util.Optional;

/**
 * L1. Once a quorum of agents and one eligible data node are up and connected, there is an open
 * primary within a bounded time, with no operator; and here, everybody else follows it.
 */
final class Liveness {
  private final World world;
  private Optional<Node> gone = Optional.empty();
  private boolean required;
  private long before;

  Liveness(World world) {
    this.world = world;
  }

  boolean required() {
    return required;
  }

  /** A node may stay away if the others have a quorum, and what was acknowledged. */
  boolean canDoWithout(Node node) {
    boolean quorum = world.nodes.length - 1 > world.nodes.length / 2;
    boolean allVote = true;
    for (Node other : world.nodes) {
      allVote &= !other.raftLost;
    }
    ClusterState state = world.raft.log.latest();
    boolean enoughData =
        node.witness
            || dataNodes() > 2
            || (state.settings().exposedAllowed() && world.operator.allowsExposed());
    return quorum && allVote && enoughData && recoverable(Optional.of(node));
  }

  private long dataNodes() {
    return Arrays.stream(world.nodes).filter(node -> !node.witness).count();
  }

  void begin(Optional<Node> without) {
    gone = without;
    // What an operator ordered may stand against it: paused, another mode, nodes held or removed.
    required =
        recoverable(without)
            && (world.operator.tidies() || world.operator.isTidy(world.raft.log.latest()));
    before = world.invariants.durability.acknowledgements;
  }

  /**
   * What was on its way when the faults ended may have made the node that is gone the only one; or
   * was an order that nobody takes back.
   */
  boolean isStillPossible() {
    return recoverable(gone)
        && (world.operator.tidies() || world.operator.isTidy(world.raft.log.latest()));
  }

  /** The data of somebody who may be elected is still there. */
  private boolean recoverable(Optional<Node> without) {
    ClusterState state = world.raft.log.latest();
    if (state.reign() instanceof Reign.None
        || (state.reign() instanceof Reign.Elected elected
            && elected.accession() == Reign.Accession.FOUND)) {
      // One who brought a database cannot make another in its place.
      return without.map(node -> !node.id.equals(state.founder())).orElse(true)
          && (!world.adopted || isIntact(state, state.founder(), without));
    }
    Optional<NodeId> last =
        state.reign() instanceof Reign.Open open
            ? Optional.of(open.primary())
            : state.deposed().map(Deposed::primary);
    if (last.isEmpty() || isIntact(state, last.get(), without)) {
      return true;
    }
    return Policy.allowsAutomaticFailover(state)
        && state.inForce().stream()
            .allMatch(entry -> !entry.set().isEmpty() && enoughIntact(state, entry, without));
  }

  private boolean enoughIntact(ClusterState state, SyncEntry entry, Optional<Node> without) {
    long intact =
        entry.set().members().stream().filter(member -> isIntact(state, member, without)).count();
    return intact >= entry.set().members().size() - entry.set().k() + 1;
  }

  private boolean isIntact(ClusterState state, NodeId id, Optional<Node> without) {
    Node node = world.node(id);
    return without.filter(n -> n == node).isEmpty()
        && node.pg.instance != null
        && !node.pg.rolledBack
        && state.member(id).flatMap(Member::instance).equals(Optional.of(node.pg.instance));
  }

  /** It was lost so often that it has to stay for longer than anybody waits here. */
  private boolean isDamped(ClusterState state, Node node) {
    Leader leader = world.raft.leader;
    return leader != null
        && StandbyFlapping.stableFor(state, leader.view(), node.id).toMillis() > Run.RECOVERY / 2;
  }

  /** What is not yet as it should be. */
  Optional<String> wrong() {
    ClusterState state = world.raft.log.latest();
    if (!(state.reign() instanceof Reign.Open open) || !world.node(open.primary()).pg.writable()) {
      return Optional.of("nobody is open: " + state.reign());
    }
    if (world.invariants.durability.acknowledgements == before) {
      return Optional.of("nothing was acknowledged since the faults ended");
    }
    if (!world.operator.isTidy(state)) {
      return Optional.of("not as it was before the operator: " + state.orders());
    }
    for (Node node : world.nodes) {
      boolean follows =
          !node.witness && !node.id.equals(open.primary()) && gone.orElse(null) != node;
      if (follows && !state.isCounted(node.id) && !isDamped(state, node)) {
        return Optional.of(node.id + " is not counted again: " + node.postgres());
      }
    }
    return Optional.empty();
  }
}
