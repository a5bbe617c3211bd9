package io.saksi.core.harness;

import io.saksi.core.model.Reign;
import io.saksi.core.view.ClusterView;
import java.util.List;
import java.util.Optional;

/** What goes wrong, and at the end all comes back. */
final class Faults {
  private final World world;
  private boolean lostData;
  private boolean over;

  Faults(World world) {
    this.world = world;
  }

  void begin(long from) {
    world.at(from, this::next);
  }

  private void next() {
    if (!over) {
      strike();
      world.after(world.between(100, world.chance(0.3) ? 6_000 : 1_500), this::next);
    }
  }

  private void strike() {
    Node node = victim();
    switch ((int) world.between(0, 11)) {
      case 0, 1 -> killPostgres(node);
      case 2 -> stopPostgres(node);
      case 3, 4 -> crash(node);
      case 5 -> killAgent(node);
      case 6, 7 -> partition(node);
      case 8 -> pause(node);
      case 9, 10 -> deafen(node);
      default -> loseData(node);
    }
  }

  /** Half of all faults meet whoever leads. */
  private Node victim() {
    List<Node> all = List.copyOf(world.nodes.values());
    Reign reign = world.log.latest().reign();
    return reign.leader().isPresent() && world.chance(0.5)
        ? world.nodes.get(reign.leader().get())
        : all.get((int) world.between(0, all.size() - 1));
  }

  private void killPostgres(Node node) {
    if (node.pg.runs()) {
      world.trace(() -> "FAULT kill the postmaster of " + node.id + " at " + node.pg.head);
      node.killPostgres();
      soon(node);
    }
  }

  private void stopPostgres(Node node) {
    if (node.pg.runs()) {
      world.trace(() -> "FAULT stop PostgreSQL of " + node.id + " at " + node.pg.head);
      node.pg.stopCleanly();
      node.proof = Optional.empty();
      soon(node);
    }
  }

  private void soon(Node node) {
    world.after(world.between(1, 30), world.agents.get(node.id)::report);
  }

  private void crash(Node node) {
    if (!node.up) {
      return;
    }
    long back = world.now + world.between(200, world.chance(0.5) ? 1_500 : 12_000);
    world.trace(() -> "FAULT crash " + node.id + " at " + node.pg.head + " until " + back);
    abandonWork(node);
    if (node.pg.runs()) {
      node.killPostgres();
    }
    node.up = false;
    node.deadline = Optional.empty();
    int incarnation = node.agentIncarnation;
    world.at(
        back,
        () -> {
          if (node.agentIncarnation == incarnation) {
            node.up = true;
            restartAgent(node);
          }
        });
  }

  private void killAgent(Node node) {
    if (!node.up || !node.agentUp) {
      return;
    }
    long back = world.now + world.between(100, world.chance(0.5) ? 800 : 8_000);
    world.trace(() -> "FAULT kill the agent of " + node.id + " until " + back);
    abandonWork(node);
    node.agentUp = false;
    int incarnation = node.agentIncarnation;
    world.at(
        back,
        () -> {
          if (node.agentIncarnation == incarnation) {
            restartAgent(node);
          }
        });
  }

  /** A copy that was cut short is worth nothing. */
  private static void abandonWork(Node node) {
    if (node.pg.role == Pg.Role.BUSY) {
      node.pg.loseData();
    }
    node.acting = false;
    node.agentIncarnation++;
  }

  /** It reads its log anew, and may know less than before for a while. */
  private void restartAgent(Node node) {
    node.agentIncarnation++;
    node.agentUp = true;
    node.acting = false;
    node.pausedUntil = 0;
    node.proof = Optional.empty();
    node.fork = Optional.empty();
    node.confirmed = Optional.empty();
    node.leaseSeen = Optional.empty();
    node.divergedReadsSince = -1;
    node.applied = Math.max(0, node.applied - (int) world.between(0, world.chance(0.3) ? 40 : 6));
    node.state()
        .renewal()
        .ifPresent(renewal ->
            node.leaseSeen =
                Optional.of(
                    new ClusterView.LeaseSeen(renewal.epoch(), renewal.ttl(), node.clock())));
    world.trace(() -> node.id + " agent is back at version " + node.state().version());
  }

  private void partition(Node node) {
    int side = (int) world.between(1, 1_000_000);
    boolean two = world.chance(0.4);
    long until = world.now + world.between(300, world.chance(0.5) ? 2_000 : 15_000);
    List<Node> cut =
        two
            ? world.nodes.values().stream().filter(n -> n == node || world.chance(0.4)).toList()
            : List.of(node);
    cut.forEach(n -> world.group.put(n.id, side));
    world.trace(() -> "FAULT cut off " + cut.stream().map(n -> n.id).toList() + " until " + until);
    world.at(until, () -> cut.forEach(n -> world.group.replace(n.id, side, 0)));
  }

  /** Its agent is cut off; PostgreSQL is not. */
  private void deafen(Node node) {
    long until = world.now + world.between(300, world.chance(0.5) ? 2_000 : 15_000);
    world.trace(() -> "FAULT deafen the agent of " + node.id + " until " + until);
    world.deaf.add(node.id);
    world.at(until, () -> world.deaf.remove(node.id));
  }

  private void pause(Node node) {
    node.pausedUntil = world.now + world.between(100, world.chance(0.5) ? 1_500 : 9_000);
    world.trace(() -> "FAULT pause the agent of " + node.id + " until " + node.pausedUntil);
  }

  private void loseData(Node node) {
    if (lostData || node.pg.instance == null || node.pg.role == Pg.Role.BUSY) {
      return;
    }
    lostData = true;
    world.trace(() -> "FAULT lose the data of " + node.id + " at " + node.pg.head);
    node.killPostgres();
    node.pg.loseData();
  }

  void end() {
    over = true;
    world.trace(() -> "faults end");
    world.deaf.clear();
    for (Node node : world.nodes.values()) {
      world.group.put(node.id, 0);
      if (!node.up || !node.agentUp) {
        node.up = true;
        restartAgent(node);
      }
      node.pausedUntil = Math.min(node.pausedUntil, world.now);
    }
  }
}
