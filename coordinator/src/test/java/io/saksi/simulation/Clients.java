package io.saksi.simulation;

import io.saksi.core.view.Gate;

/**
 * Those who write and read: most through the virtual address, some straight at a node. They stop
 * waiting now and then, which leaves a commit visible that nobody was told of.
 */
final class Clients {
  private final World world;
  long reads;
  long cancelled;

  Clients(World world) {
    this.world = world;
  }

  void act() {
    boolean direct = world.chance(0.2);
    Node any = world.nodes[(int) world.between(0, world.nodes.length - 1)];
    for (Node node : world.nodes) {
      boolean asked = direct ? node == any : node.vip;
      if (asked && node.writable()) {
        write(node);
      }
    }
    read(any);
  }

  private void write(Node node) {
    if (node.diskFull()) {
      if (world.chance(0.05)) {
        // PostgreSQL panics when it cannot extend its WAL.
        world.trace(() -> node.id + " panics: no space");
        node.killPostgres();
        world.after(world.between(1, 30), node.agent::report);
      }
      return;
    }
    Pg pg = node.pg;
    pg.waiting.add(pg.write());
    if (world.chance(0.02)) {
      pg.waiting.pollLast();
      cancelled++;
    }
    world.after(node.flush(), () -> Streaming.acknowledge(world, node));
    Streaming.wake(world, node);
  }

  private void read(Node node) {
    if (!node.serves() || node.pg.gate == Gate.CLOSED) {
      node.divergedReadsSince = -1;
      return;
    }
    reads++;
    if (node.pg.role == Pg.Role.PRIMARY) {
      world.invariants.durability.read(node);
    } else if (node.pg.role == Pg.Role.STANDBY) {
      world.invariants.divergence.read(node);
    }
  }
}
