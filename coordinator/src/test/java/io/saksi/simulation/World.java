package io.saksi.simulation;

import io.saksi.core.command.Command;
import io.saksi.core.model.ClusterId;
import io.saksi.core.model.Endpoint;
import io.saksi.core.model.InstanceId;
import io.saksi.core.model.Member;
import io.saksi.core.model.NodeId;
import io.saksi.core.model.Settings;
import io.saksi.core.state.ClusterState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** Everything that one seed determines. Nothing in it is shared with another world. */
final class World {
  /** What founders bring: one that was never promoted, and one that was. */
  private static final Wal PLAIN = Wal.first(1).next(1).next(1).next(1);

  private static final Wal PROMOTED = Wal.first(1).next(1).next(2).next(3).next(3);

  final Variant variant;
  final boolean lawful;
  final boolean adopted;

  /** With what the founder leads, where it brings that. */
  final Wal brought;

  final boolean tracing;
  final List<String> trace = new ArrayList<>();
  final Node[] nodes;
  final Network network;
  final Raft raft;
  final Invariants invariants;
  final Clients clients;
  final Operator operator;
  int nextInstance;
  private final Scheduler scheduler = new Scheduler();
  private final SplittableRandom random;

  World(Shape shape, Variant variant, boolean tracing) {
    this.variant = variant;
    this.tracing = tracing;
    lawful = shape.lawful();
    adopted = shape.adopted();
    brought = Math.floorMod(shape.seed(), 2) == 0 ? PLAIN : PROMOTED;
    random = new SplittableRandom(shape.seed());
    nodes = new Node[shape.data() + shape.witnesses()];
    network = new Network(this, nodes.length);
    invariants = new Invariants(this);
    for (int i = 0; i < nodes.length; i++) {
      NodeId id = new NodeId("" + (char) ('a' + i));
      nodes[i] = new Node(this, id, i, i >= shape.data(), rate(shape.settings()));
    }
    if (adopted) {
      nodes[0].pg.existed(new InstanceId("i" + nextInstance++), brought);
    }
    raft = new Raft(this, created(shape.settings()));
    operator = new Operator(this, shape.settings());
    for (int i = 1; i < nodes.length; i++) {
      if (!shape.late() || i != shape.data() - 1) {
        raft.log.append(new Command.PutMember(member(nodes[i])), OptionalLong.empty());
      }
    }
    clients = new Clients(this);
    startLoops();
  }

  private ClusterState created(Settings settings) {
    return ClusterState.create(
        new Command.CreateCluster(new ClusterId("sim", "sim"), settings, member(nodes[0])));
  }

  private double rate(Settings settings) {
    double drift = settings.driftPerMille() / 1000.0;
    return lawful ? 1 + drift * (random.nextDouble() * 2 - 1) : 0.4 + 2 * random.nextDouble();
  }

  static Member member(Node node) {
    Endpoint endpoint = new Endpoint("127.0.0.1", 1);
    return new Member(
        node.id,
        endpoint,
        endpoint,
        node.witness ? Optional.empty() : Optional.of(endpoint),
        Optional.ofNullable(node.pg.instance),
        node.witness ? 0 : 1);
  }

  private void startLoops() {
    every(100, raft::tick);
    every(25, clients::act);
    for (Node node : nodes) {
      node.stored = raft.log.end();
      every(100, node.agent::tick);
      every(200, node.agent::report);
      if (!node.witness) {
        every(() -> node.state().settings().renewInterval().toMillis(), node.guard::renew);
        every(400, () -> Streaming.poll(this, node));
      }
    }
  }

  private void every(long interval, Runnable what) {
    every(() -> interval, what);
  }

  private void every(LongSupplier milliseconds, Runnable what) {
    new Object() {
      void again() {
        long interval = milliseconds.getAsLong();
        after(between(interval / 2, interval * 3 / 2), this::happen);
      }

      void happen() {
        what.run();
        again();
      }
    }.again();
  }

  Node node(NodeId id) {
    return nodes[id.name().charAt(0) - 'a'];
  }

  /** The time of day, by which people agree on things. */
  Instant wallClock() {
    return Instant.ofEpochMilli(now());
  }

  long now() {
    return scheduler.now();
  }

  long events() {
    return scheduler.events();
  }

  void at(long time, Runnable what) {
    scheduler.at(time, what);
  }

  void after(long delay, Runnable what) {
    scheduler.at(scheduler.now() + delay, what);
  }

  long between(long least, long most) {
    return random.nextLong(least, most + 1);
  }

  boolean chance(double probability) {
    return random.nextDouble() < probability;
  }

  void runUntil(long end) {
    while (scheduler.step(end)) {
      invariants.check();
    }
  }

  void trace(Supplier<String> line) {
    if (tracing) {
      trace.add(String.format("%8d ms  %s", now(), line.get()));
    }
  }
}
