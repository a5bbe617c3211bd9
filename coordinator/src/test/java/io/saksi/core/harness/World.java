package io.saksi.core.harness;

import io.saksi.core.command.Command;
import io.saksi.core.model.ClusterId;
import io.saksi.core.model.Endpoint;
import io.saksi.core.model.Lsn;
import io.saksi.core.model.Member;
import io.saksi.core.model.NodeId;
import io.saksi.core.model.Position;
import io.saksi.core.model.Reign;
import io.saksi.core.model.Settings;
import io.saksi.core.model.SyncEntry;
import io.saksi.core.plan.Action;
import io.saksi.core.state.ClusterState;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;

/** Virtual time in milliseconds, the network, the log and the nodes. */
final class World {
  static final long SENDER_TIMEOUT = 2_000;
  private static final int TRACE_LINES = 400;

  final Variant variant;

  /** Clocks and guards can be trusted. Without them I2 is lost, and nothing else. */
  final boolean lawful;

  final SplittableRandom random;
  final Map<NodeId, Node> nodes = new TreeMap<>();
  final Map<NodeId, Agent> agents = new TreeMap<>();
  final Map<NodeId, Integer> group = new TreeMap<>();
  final Set<NodeId> deaf = new TreeSet<>();
  final Invariants invariants = new Invariants(this);
  final Log log;
  final Deque<String> trace = new ArrayDeque<>();
  final boolean tracing;
  Leader leader;
  long now;
  int nextInstance;
  private long sequence;
  private final PriorityQueue<Event> events =
      new PriorityQueue<>(Comparator.comparingLong(Event::at).thenComparingLong(Event::sequence));

  private record Event(long at, long sequence, Runnable what) {}

  World(Shape shape, Variant variant, boolean tracing) {
    this.variant = variant;
    this.tracing = tracing;
    lawful = shape.lawful();
    random = new SplittableRandom(shape.seed());
    Settings settings = shape.settings();
    int data = shape.data();
    int witnesses = shape.witnesses();
    for (int i = 0; i < data + witnesses; i++) {
      NodeId id = new NodeId("" + (char) ('a' + i));
      double drift = settings.driftPerMille() / 1000.0;
      Node node = new Node(this, id, i >= data, rate(drift));
      nodes.put(id, node);
      agents.put(id, new Agent(this, node));
      group.put(id, 0);
    }
    List<Node> all = List.copyOf(nodes.values());
    log =
        new Log(
            this,
            ClusterState.create(
                new Command.CreateCluster(
                    new ClusterId("sim", "sim"), settings, member(all.getFirst()))));
    all.stream()
        .skip(1)
        .forEach(node -> log.append(new Command.PutMember(member(node)), OptionalLong.empty()));
    all.forEach(this::startLoops);
    every(20, this::client);
    every(100, this::elect);
  }

  private double rate(double drift) {
    return lawful ? 1 + drift * (random.nextDouble() * 2 - 1) : 0.4 + 2 * random.nextDouble();
  }

  private static Member member(Node node) {
    Endpoint endpoint = new Endpoint("127.0.0.1", 1);
    return new Member(
        node.id,
        endpoint,
        endpoint,
        node.witness ? Optional.empty() : Optional.of(endpoint),
        Optional.empty(),
        node.witness ? 0 : 1);
  }

  private void startLoops(Node node) {
    Agent agent = agents.get(node.id);
    every(90, agent::tick);
    every(200, agent::report);
    every(100, () -> replicate(node));
    if (!node.witness) {
      every(node.state().settings().renewInterval().toMillis(), agent::renew);
      every(20, () -> stream(node));
      every(500, () -> invariants.reads(node));
    }
  }

  void at(long time, Runnable what) {
    events.add(new Event(Math.max(time, now), sequence++, what));
  }

  void after(long delay, Runnable what) {
    at(now + delay, what);
  }

  private void every(long interval, Runnable what) {
    after(
        between(interval / 2, interval * 3 / 2),
        () -> {
          what.run();
          every(interval, what);
        });
  }

  long between(long least, long most) {
    return random.nextLong(least, most + 1);
  }

  /** What a clock on the wall shows; the same for everybody here. */
  Instant wallClock() {
    return Instant.ofEpochMilli(now);
  }

  boolean chance(double probability) {
    return random.nextDouble() < probability;
  }

  void runUntil(long end) {
    while (!events.isEmpty() && events.peek().at() <= end) {
      Event event = events.poll();
      now = event.at();
      event.what().run();
    }
    now = end;
  }

  void trace(Supplier<String> line) {
    if (tracing) {
      trace.add(String.format("%8d ms  %s", now, line.get()));
      if (trace.size() > TRACE_LINES) {
        trace.removeFirst();
      }
    }
  }

  long duration(Action action) {
    return switch (action) {
      case Action.Rewind _, Action.Clone _ -> between(200, 2_000);
      case Action.Found _, Action.StartRecruit _, Action.StartInPlace _ -> between(50, 600);
      case Action.Promise _,
          Action.Revoke _,
          Action.StepDown _,
          Action.Follow _,
          Action.Promote _,
          Action.ApplySync _,
          Action.SetGate _,
          Action.ShutDown _,
          Action.Checkpoint _,
          Action.CheckFork _ ->
          chance(0.05) ? between(50, 900) : between(2, 50);
    };
  }

  boolean connected(Node a, Node b) {
    return a.up && b.up && (a == b || group.get(a.id).equals(group.get(b.id)));
  }

  /** The agents' own network; what PostgreSQL streams may take another way. */
  boolean agentsConnected(Node a, Node b) {
    return connected(a, b) && (a == b || !(deaf.contains(a.id) || deaf.contains(b.id)));
  }

  boolean reachesMajority(Node node) {
    int reached = 0;
    for (Node other : nodes.values()) {
      reached += other.agentRuns() && agentsConnected(node, other) ? 1 : 0;
    }
    return reached > nodes.size() / 2;
  }

  boolean append(Command command, OptionalLong basedOn) {
    boolean applied = log.append(command, basedOn);
    if (applied && !(command instanceof Command.Renew)) {
      nodes.values().forEach(node -> after(between(1, 60), () -> replicate(node)));
    }
    return applied;
  }

  private void replicate(Node node) {
    if (node.agentRuns()
        && leader != null
        && leader.leads()
        && agentsConnected(node, leader.node)) {
      int before = node.applied;
      node.applyUpTo(chance(0.2) ? Math.min(node.applied + 1, log.end()) : log.end());
      if (node.applied != before) {
        agents.get(node.id).act();
      }
    }
  }

  private void elect() {
    if (leader != null && leader.leads()) {
      leader.decide();
      return;
    }
    List<Node> able =
        nodes.values().stream().filter(n -> n.agentRuns() && reachesMajority(n)).toList();
    if (!able.isEmpty() && chance(0.2)) {
      leader = new Leader(this, able.get(random.nextInt(able.size())));
      trace(() -> "leader " + leader.node.id);
    }
  }

  private void client() {
    for (Node node : nodes.values()) {
      if (node.up && node.pg.writable()) {
        node.pg.waiting.add(node.pg.write());
        acknowledge(node);
      }
    }
  }

  /** What the setting in force releases, as PostgreSQL counts: by name, believing every row. */
  void acknowledge(Node node) {
    Pg pg = node.pg;
    while (!pg.waiting.isEmpty() && pg.writable() && pg.setting != null) {
      Wal commit = pg.waiting.peek();
      List<Pg.Row> flushed =
          pg.setting.set().members().stream()
              .map(member -> pg.rows.get(member.name()))
              .filter(row -> row != null && row.flushed() >= commit.lsn())
              .toList();
      if (flushed.size() < pg.setting.set().k()) {
        return;
      }
      flushed.forEach(row -> invariants.contributed(row, commit));
      pg.waiting.poll();
      invariants.acknowledged(node, commit);
    }
  }

  private void stream(Node node) {
    Pg pg = node.pg;
    if (!node.up || pg.role != Pg.Role.STANDBY || pg.upstream.isEmpty()) {
      return;
    }
    Node from = nodes.get(pg.upstream.get().node());
    if (!connected(node, from) || from.pg.head == null) {
      pg.streaming = pg.streaming && now - pg.lastStreamed < SENDER_TIMEOUT;
      return;
    }
    Wal theirs = from.pg.head;
    pg.streaming =
        from.pg.runs()
            && pg.head.commonWith(theirs) != null
            && (!pg.head.contains(theirs) || theirs.equals(pg.head));
    if (!pg.streaming) {
      return;
    }
    pg.lastStreamed = now;
    Wal common = pg.head;
    if (theirs.contains(pg.head)) {
      pg.head = theirs.back(pg.head.lsn() + between(0, 30));
      common = theirs;
    } else {
      common = theirs.commonWith(pg.head);
    }
    Pg.Row row = new Pg.Row(node.id, common.lsn(), pg.head, now);
    String name = pg.upstream.get().name();
    int incarnation = from.pg.incarnation;
    after(between(1, 15), () -> reply(node, from, name, incarnation, row));
  }

  /** A reply may arrive after its standby was revoked. */
  private void reply(Node node, Node from, String name, int incarnation, Pg.Row row) {
    if (connected(node, from) && from.pg.runs() && from.pg.incarnation == incarnation) {
      from.pg.rows.put(name, row);
      acknowledge(from);
    }
  }

  void disconnect(Node node) {
    node.pg.upstream.ifPresent(upstream -> {
      Node from = nodes.get(upstream.node());
      if (connected(node, from)) {
        from.pg.rows.remove(upstream.name());
      }
    });
  }

  /** What k members of every set in force are known to have flushed. */
  Optional<Position> floor(Node node) {
    ClusterState state = node.state();
    if (!(state.reign() instanceof Reign.Open open) || node.pg.head == null) {
      return Optional.empty();
    }
    long floor = Long.MAX_VALUE;
    for (SyncEntry entry : state.inForce()) {
      List<Long> flushed =
          entry.set().members().stream()
              .map(member -> node.pg.rows.get(member.name()))
              .map(row -> row == null || row.flushed() > row.sent() ? 0L : row.flushed())
              .sorted(Comparator.reverseOrder())
              .toList();
      floor = entry.set().isEmpty() ? 0 : Math.min(floor, flushed.get(entry.set().k() - 1));
    }
    return floor == 0 ? Optional.empty() : Optional.of(new Position(open.branch(), new Lsn(floor)));
  }
}
