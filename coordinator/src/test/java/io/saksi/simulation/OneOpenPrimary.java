package io.saksi.simulation;

/** I2. At most one node at a time has its gate open for writes. */
final class OneOpenPrimary {
  private final World world;

  OneOpenPrimary(World world) {
    this.world = world;
  }

  void check() {
    Node open = null;
    for (Node node : world.nodes) {
      if (node.pg.writable() && node.serves()) {
        if (open != null && world.invariants.fencingHolds()) {
          throw new Violation("I2", open.id + " and " + node.id + " are both open for writes");
        }
        open = node;
      }
    }
  }
}
