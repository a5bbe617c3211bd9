package io.saksi.simulation;

import io.saksi.core.command.Command;
import io.saksi.core.model.Renewal;
import io.saksi.core.state.ClusterState;
import io.saksi.core.view.ClusterView;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Raft as its users see it: a leader while a majority hears it, entries that take a majority's
 * disks to commit, replicas that lag, stalls, and entries of a fallen leader of which nobody knows
 * whether they will be committed. Elections go by who has stored how much; that no committed entry
 * is lost is not assumed but checked.
 */
final class Raft {
  private final World world;
  final RaftLog log;
  Leader leader;
  private final List<Entry> uncertain = new ArrayList<>();
  private long stallsUntil;
  private long electionAfter;

  private record Entry(Command command, OptionalLong basedOn) {}

  Raft(World world, ClusterState first) {
    this.world = world;
    log = new RaftLog(world, first);
  }

  void stall(long until) {
    stallsUntil = until;
  }

  /** It gives its office up, as after a long pause of its JVM. */
  void depose() {
    leader = null;
    electionAfter = world.now() + world.between(50, 1_200);
  }

  void heal() {
    stallsUntil = 0;
  }

  void tick() {
    if (leader != null && leader.leads()) {
      leader.nearer().ifPresent(this::handOver);
      leader.decide();
    } else if (leader != null) {
      depose();
    } else if (world.now() >= electionAfter) {
      elect();
    }
  }

  private void elect() {
    List<Node> able = new ArrayList<>();
    for (Node node : world.nodes) {
      if (node.agentRuns() && votes(node) > world.nodes.length / 2) {
        able.add(node);
      }
    }
    if (able.isEmpty()) {
      return;
    }
    lead(able.get((int) world.between(0, able.size() - 1)));
  }

  /** A transfer is an election with one candidate; one that fails changes nothing. */
  private void handOver(Node to) {
    if (to.agentRuns() && votes(to) > world.nodes.length / 2) {
      lead(to);
    }
  }

  private void lead(Node elected) {
    world.trace(() -> "Raft leader " + elected.id);
    world.invariants.epochs.logGoesOn(elected, log.end());
    leader = new Leader(world, elected);
    List<Entry> left = List.copyOf(uncertain);
    uncertain.clear();
    for (Entry entry : left) {
      if (world.chance(0.5)) {
        commit(entry.command, entry.basedOn);
      }
    }
  }

  private int votes(Node candidate) {
    int votes = 0;
    for (Node voter : world.nodes) {
      boolean votes0 =
          voter.agentRuns()
              && voter.stored <= candidate.stored
              && world.network.bothWays(Network.Plane.AGENT, candidate, voter);
      votes += votes0 ? 1 : 0;
    }
    return votes;
  }

  boolean reachesMajority(Node node) {
    int reached = 0;
    for (Node other : world.nodes) {
      boolean hears = other.agentRuns() && world.network.bothWays(Network.Plane.AGENT, node, other);
      reached += hears ? 1 : 0;
    }
    return reached > world.nodes.length / 2;
  }

  /**
   * Hands an entry to the leader's log.
   *
   * @param committed told when it was applied; of a refusal, or if the leader falls, nothing is
   *     heard
   */
  void append(Leader at, Command command, OptionalLong basedOn, Runnable committed) {
    if (!at.leads()) {
      return;
    }
    Node any = world.nodes[(int) world.between(0, world.nodes.length - 1)];
    long round = world.network.delay(at.node, any) + world.network.delay(any, at.node);
    long stalled = Math.max(0, stallsUntil - world.now());
    world.after(
        round + at.node.flush() + stalled,
        () -> {
          if (at.leads()) {
            if (commit(command, basedOn)) {
              committed.run();
            }
          } else {
            uncertain.add(new Entry(command, basedOn));
          }
        });
  }

  private boolean commit(Command command, OptionalLong basedOn) {
    if (!log.append(command, basedOn)) {
      return false;
    }
    Node from = leader.node;
    from.applyUpTo(log.end());
    boolean renewal = command instanceof Command.Renew;
    for (Node node : world.nodes) {
      if (node.agentRuns() && world.network.bothWays(Network.Plane.AGENT, from, node)) {
        node.stored = log.end();
      }
      if (!renewal) {
        world.network.send(from, node, () -> catchUp(node));
      }
    }
    return true;
  }

  /** What the leader sends all the time: that it is there, and how far it is. */
  void heartbeat(Node node) {
    boolean heard =
        leader != null
            && leader.leads()
            && world.network.open(Network.Plane.AGENT, leader.node, node);
    if (heard) {
      if (node.state().version() >= leader.node.state().version()) {
        node.confirmed = Optional.of(node.clock());
      }
      catchUp(node);
    }
  }

  private void catchUp(Node node) {
    if (!node.agentRuns() || node.applied == log.end()) {
      return;
    }
    boolean slowly = world.now() < node.lagsUntil ? world.chance(0.9) : world.chance(0.15);
    int before = node.applied;
    if (!slowly) {
      node.applyUpTo(log.end());
    } else if (world.now() >= node.lagsUntil || world.chance(0.3)) {
      node.applyUpTo(node.applied + 1);
    }
    if (node.applied != before) {
      Tampering.applied(node, before);
      node.agent.act();
    }
  }

  /** From its own disk: it may have applied less than before, never more than it stored. */
  void reload(Node node) {
    int less = (int) world.between(0, world.chance(0.3) ? 40 : 6);
    node.applied = Math.max(0, Math.min(node.stored, node.applied - less));
    node.leaseSeen = Optional.empty();
    Optional<Renewal> renewal = node.state().renewal();
    if (renewal.isPresent()) {
      node.leaseSeen =
          Optional.of(
              new ClusterView.LeaseSeen(renewal.get().epoch(), renewal.get().ttl(), node.clock()));
    }
  }

  /** An operator brings a peer back whose disk was lost: it learns all before it votes again. */
  void relearn(Node node) {
    if (node.raftLost && leader != null && leader.leads()) {
      node.stored = log.end();
      node.applied = log.end();
      node.raftLost = false;
    }
  }
}
