package io.saksi.simulation;

import java.util.Arrays;

/**
 * Every direction between two hosts by itself: open or cut, slow or not. What agents say to each
 * other may be lost and overtaken; what PostgreSQL streams goes over one connection and may only be
 * late. Agents and PostgreSQL may take different ways, so one can be cut without the other.
 */
final class Network {
  enum Plane {
    AGENT,
    POSTGRES
  }

  private final World world;
  private final int size;
  private final long[] agentsCutUntil;
  private final long[] postgresCutUntil;
  private final long[] slowUntil;
  private double loss;
  private long lossUntil;

  Network(World world, int size) {
    this.world = world;
    this.size = size;
    agentsCutUntil = new long[size * size];
    postgresCutUntil = new long[size * size];
    slowUntil = new long[size * size];
  }

  void cut(Plane plane, Node from, Node to, long until) {
    long[] cut = cutUntil(plane);
    cut[way(from, to)] = Math.max(cut[way(from, to)], until);
  }

  private long[] cutUntil(Plane plane) {
    return plane == Plane.AGENT ? agentsCutUntil : postgresCutUntil;
  }

  void slow(Node from, Node to, long until) {
    slowUntil[way(from, to)] = until;
  }

  void lose(double probability, long until) {
    loss = probability;
    lossUntil = until;
  }

  void heal() {
    Arrays.fill(agentsCutUntil, 0);
    Arrays.fill(postgresCutUntil, 0);
    Arrays.fill(slowUntil, 0);
    lossUntil = 0;
  }

  private int way(Node from, Node to) {
    return from.index * size + to.index;
  }

  /** Whether a packet gets through in this direction. */
  boolean open(Plane plane, Node from, Node to) {
    return from.serves() && to.up && (from == to || world.now() >= cutUntil(plane)[way(from, to)]);
  }

  boolean bothWays(Plane plane, Node a, Node b) {
    return open(plane, a, b) && open(plane, b, a);
  }

  /** One way, in milliseconds. */
  long delay(Node from, Node to) {
    long usual = world.chance(0.02) ? world.between(5, 120) : world.between(1, 6);
    return world.now() < slowUntil[way(from, to)] ? usual + world.between(50, 700) : usual;
  }

  /** A message of one agent to another; whether and when it arrives is another question. */
  void send(Node from, Node to, Runnable received) {
    boolean lost = world.now() < lossUntil && world.chance(loss);
    if (!lost && open(Plane.AGENT, from, to)) {
      world.after(delay(from, to), () -> arrive(Plane.AGENT, from, to, received));
    }
  }

  /** Part of a replication connection. */
  void stream(Node from, Node to, Runnable received) {
    if (open(Plane.POSTGRES, from, to)) {
      world.after(delay(from, to), () -> arrive(Plane.POSTGRES, from, to, received));
    }
  }

  /** What reaches a stopped process waits in its socket until it goes on. */
  private void arrive(Plane plane, Node from, Node to, Runnable received) {
    boolean through = to.up && world.now() >= cutUntil(plane)[way(from, to)];
    if (!through && from != to) {
      return;
    }
    long goesOn = plane == Plane.AGENT ? Math.max(to.pausedUntil, to.frozenUntil) : to.frozenUntil;
    if (goesOn >= world.now() && goesOn > 0) {
      world.at(goesOn + 1, received);
    } else {
      received.run();
    }
  }
}
