package io.saksi.core.harness;

import io.saksi.core.Tuned;
import io.saksi.core.command.Command;
import io.saksi.core.command.Outcome;
import io.saksi.core.decide.Forceable;
import io.saksi.core.model.Member;
import io.saksi.core.model.NodeId;
import io.saksi.core.model.Reign;
import io.saksi.core.model.Settings;
import io.saksi.core.state.ClusterState;
import io.saksi.core.view.ClusterView;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** The simulated cluster as scripts speak of it: all that the scenarios need to know of it. */
public final class ScenarioCluster {
  private static final long STEP = 10;
  private final World world;

  /** So many data nodes, named a, b, c…, and witnesses after them; a founds the cluster. */
  public ScenarioCluster(int data, int witnesses, long seed) {
    Settings settings =
        Tuned.like(Settings.DEFAULT).candidateTimeout(Duration.ofSeconds(4)).settings();
    world = new World(new Shape(seed, data, witnesses, true, settings), Variant.CORRECT, true);
  }

  public void advance(long millis) {
    world.runUntil(world.now + millis);
  }

  /** Advances until the reign is of this kind (electing, elected, open), at most so long. */
  public boolean advanceUntil(String reign, long mostMillis) {
    long end = world.now + mostMillis;
    while (!reign().equals(reign) && world.now < end) {
      advance(STEP);
    }
    return reign().equals(reign);
  }

  public long now() {
    return world.now;
  }

  /** What was traced since the last call, oldest first: {@code 1234 ms text}. */
  public List<String> drainTrace() {
    List<String> lines = new ArrayList<>();
    world.trace.forEach(line -> lines.addAll(line.lines().toList()));
    world.trace.clear();
    return lines;
  }

  public long acknowledged() {
    return world.invariants.acknowledgements;
  }

  public List<String> open() {
    return world.nodes.values().stream()
        .filter(node -> node.up && node.pg.writable())
        .map(node -> node.id.name())
        .toList();
  }

  private String reign() {
    return switch (state().reign()) {
      case Reign.None _ -> "none";
      case Reign.Electing _ -> "electing";
      case Reign.Elected _ -> "elected";
      case Reign.Open _ -> "open";
    };
  }

  public ClusterState state() {
    return world.log.latest();
  }

  /** Every data node counts as far as it can: one leads, and the others are in the set. */
  public boolean isWell() {
    ClusterState state = state();
    return open().size() == 1
        && state.members().values().stream()
            .filter(Member::holdsData)
            .map(Member::node)
            .allMatch(node -> node.name().equals(open().getFirst()) || state.isCounted(node));
  }

  /** An operator's command. Why it was refused; empty if it was carried out. */
  public Optional<String> order(Command command) {
    if (state().apply(command, OptionalLong.empty()) instanceof Outcome.Refused refused) {
      return Optional.of(refused.reason());
    }
    world.append(command, OptionalLong.empty());
    return Optional.empty();
  }

  /** A forced failover, by its conditions on the Raft leader. */
  public Optional<String> force(String target, long acceptedLoss) {
    Leader leader = world.leader;
    if (leader == null || !leader.leads()) {
      return Optional.of("no quorum");
    }
    NodeId node = node(target).id;
    Optional<String> refusal =
        Forceable.refusal(state(), leader.view(), node, acceptedLoss, leader.node.clock())
            .or(() ->
                order(new Command.ForceFailover(state().reign().epoch(), node, acceptedLoss)));
    if (refusal.isEmpty()) {
      world.invariants.acceptLoss();
    }
    return refusal;
  }

  public Instant wallClock() {
    return world.wallClock();
  }

  public void killPostgres(String name) {
    Node node = node(name);
    node.killPostgres();
    world.agents.get(node.id).report();
  }

  public void killNode(String name) {
    Node node = node(name);
    abandon(node);
    node.killPostgres();
    node.up = false;
    node.deadline = Optional.empty();
  }

  public void killAgent(String name) {
    abandon(node(name));
    node(name).agentUp = false;
  }

  private static void abandon(Node node) {
    if (node.pg.role == Pg.Role.BUSY) {
      node.pg.loseData();
    }
    node.acting = false;
    node.agentIncarnation++;
  }

  /** Brings back what {@link #killNode} or {@link #killAgent} took. */
  public void start(String name) {
    Node node = node(name);
    node.up = true;
    node.agentUp = true;
    node.agentIncarnation++;
    node.acting = false;
    node.proof = Optional.empty();
    node.fork = Optional.empty();
    node.confirmed = Optional.empty();
    node.leaseSeen =
        node.state()
            .renewal()
            .map(r -> new ClusterView.LeaseSeen(r.epoch(), r.ttl(), node.clock()));
  }

  /** Which part of the network a node is in; those of one group hear each other. */
  public void place(String name, int group) {
    world.group.put(node(name).id, group);
  }

  /** Only the agent is cut off; PostgreSQL streams on. */
  public void deafen(String name) {
    world.deaf.add(node(name).id);
  }

  public void heal() {
    world.group.replaceAll((_, _) -> 0);
    world.deaf.clear();
  }

  private Node node(String name) {
    return Optional.ofNullable(world.nodes.get(new NodeId(name)))
        .orElseThrow(() -> new IllegalArgumentException("no node " + name));
  }
}
