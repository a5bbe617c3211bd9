package io.saksi.simulation;

/**
 * I1. In a synchronous mode, no commit that a client saw acknowledged is lost, over any number of
 * failovers, except by a forced one that said so.
 */
final class Durability {
  private final World world;
  private Wal acknowledged;
  long acknowledgements;

  Durability(World world) {
    this.world = world;
  }

  /** A client was told that its commit is safe, or may have read it. */
  void acknowledged(Node primary, Wal commit) {
    acknowledgements++;
    if (acknowledged == null || commit.contains(acknowledged)) {
      acknowledged = commit;
    } else if (!acknowledged.contains(commit)) {
      throw new Violation(
          "I1", primary.id + " acknowledges " + commit + " but " + acknowledged + " was before");
    }
  }

  /** Whatever it holds can be read from now on, as if it had been acknowledged. */
  void opened(Node node) {
    if (acknowledged != null && !node.pg.head.contains(acknowledged)) {
      throw new Violation("I1", node.id + " opens at " + node.pg.head + " without " + acknowledged);
    }
    acknowledged(node, node.pg.head);
  }

  /** A read on the primary sees every commit that was acknowledged before. */
  void read(Node primary) {
    if (world.invariants.fencingHolds() && !primary.pg.head.contains(acknowledged)) {
      throw new Violation(
          "I1", "a read on " + primary.id + " at " + primary.pg.head + " misses " + acknowledged);
    }
  }
}
