package io.saksi.core.harness;

import io.saksi.core.model.Reign;
import io.saksi.core.model.SyncEntry;
import io.saksi.core.state.ClusterState;
import java.util.Optional;

/** One seed: a cluster is founded, suffers, and has to be well again within a bound. */
final class Run {
  private static final long QUIET = 6_000;
  private static final long TROUBLE = 34_000;
  private static final long RECOVERY = 45_000;

  final World world;
  private final Faults faults;
  boolean recoverable;

  Run(long seed, Variant variant, boolean tracing) {
    world = new World(Shape.of(seed), variant, tracing);
    faults = new Faults(world);
  }

  void run() {
    faults.begin(QUIET);
    world.runUntil(QUIET + TROUBLE);
    faults.end();
    recoverable = recoverable(world.log.latest());
    long before = world.invariants.acknowledgements;
    Optional<String> wrong = Optional.of("nothing yet");
    while (wrong.isPresent() && world.now < QUIET + TROUBLE + RECOVERY) {
      world.runUntil(world.now + 1_000);
      wrong = wrong(before);
    }
    if (recoverable && wrong.isPresent()) {
      throw new Violation("L1", wrong.get());
    }
  }

  /** L1 holds where the data of somebody who may be elected is still there. */
  private boolean recoverable(ClusterState state) {
    Optional<Node> last =
        (state.reign() instanceof Reign.Open open
                ? Optional.of(open.primary())
                : state.deposed().map(deposed -> deposed.primary()))
            .map(world.nodes::get);
    if (last.isEmpty() || intact(state, last.get())) {
      return true;
    }
    return state.inForce().stream()
        .allMatch(entry -> !entry.set().isEmpty() && enoughIntact(state, entry));
  }

  private boolean enoughIntact(ClusterState state, SyncEntry entry) {
    long intact =
        entry.set().members().stream()
            .filter(member -> intact(state, world.nodes.get(member)))
            .count();
    return intact >= entry.set().members().size() - entry.set().k() + 1;
  }

  private static boolean intact(ClusterState state, Node node) {
    return node.pg.instance != null
        && state.member(node.id).orElseThrow().instance().equals(Optional.of(node.pg.instance));
  }

  private Optional<String> wrong(long before) {
    ClusterState state = world.log.latest();
    if (!(state.reign() instanceof Reign.Open open)
        || !world.nodes.get(open.primary()).pg.writable()) {
      return Optional.of("nobody is open: " + state.reign());
    }
    if (world.invariants.acknowledgements == before) {
      return Optional.of("nothing was acknowledged since the faults ended");
    }
    return world.nodes.values().stream()
        .filter(
            node -> !node.witness && !node.id.equals(open.primary()) && !state.isCounted(node.id))
        .findFirst()
        .map(node -> node.id + " is not counted again: " + node.postgres());
  }
}
