package io.saksi.simulation;

import io.saksi.core.command.Command;
import io.saksi.core.model.Moment;
import io.saksi.core.model.Position;
import io.saksi.core.model.Reign;
import io.saksi.core.plan.NodePlanner;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The lease of a node and the guard that holds its deadline: whatever became of the agent, what is
 * open when the deadline comes is killed. The agent renews only while the guard lives.
 */
final class Guard {
  private final World world;
  private final Node node;
  private Optional<Moment> deadline = Optional.empty();

  /** It needs no agent to know when to begin: that is written beside the deadline. */
  private Moment killsAt = new Moment(0);

  private long renewals;
  long hangsUntil = -1;

  Guard(World world, Node node) {
    this.world = world;
    this.node = node;
  }

  Optional<Moment> deadline() {
    return deadline;
  }

  void disarm() {
    if (world.variant != Variant.SELF_FENCE_WITHOUT_PROMISE) {
      deadline = Optional.empty();
    }
  }

  /** The host's memory is gone. */
  void reset() {
    deadline = Optional.empty();
    hangsUntil = -1;
  }

  /** The deadline, if it has not come yet. */
  Optional<Moment> lease() {
    return deadline.filter(d -> node.clock().isBefore(d));
  }

  private boolean runs() {
    return node.serves() && world.now() > hangsUntil;
  }

  /** The deadline counts from before the renewal was sent. */
  void renew() {
    Leader to = world.raft.leader;
    if (!node.agentRuns()
        || to == null
        || !runs()
        || !NodePlanner.renews(node.state(), node.view())) {
      return;
    }
    Moment sent = node.clock();
    Reign.Open open = (Reign.Open) node.state().reign();
    Command.Renew renew =
        new Command.Renew(
            open.epoch(),
            renewals++,
            node.state().settings().leaseTtl(),
            Streaming.floor(node),
            Optional.of(new Position(open.branch(), node.pg.head.end())));
    int incarnation = node.agentIncarnation;
    Runnable granted = () -> renewed(renew, sent, incarnation);
    if (world.network.bothWays(Network.Plane.AGENT, node, to.node)) {
      world.network.send(
          node, to.node, () -> write(to, renew, () -> world.network.send(to.node, node, granted)));
    } else {
      for (Node relay : world.nodes) {
        if (relay != node && relay != to.node) {
          world.network.send(node, relay, () -> passOn(relay, renew, granted));
        }
      }
    }
  }

  private void write(Leader leader, Command.Renew renew, Runnable applied) {
    leader.renewalCame(node, Optional.empty());
    world.raft.append(leader, renew, OptionalLong.empty(), applied);
  }

  /** Where the leader is not reached, whoever is hands the renewal on, and the answer back. */
  private void passOn(Node relay, Command.Renew renew, Runnable granted) {
    Leader leader = world.raft.leader;
    if (!relay.agentRuns() || leader == null) {
      return;
    }
    Runnable back = () -> world.network.send(relay, node, granted);
    if (world.variant == Variant.RELAY_ANSWERS_ITSELF) {
      back.run();
    }
    world.network.send(
        relay,
        leader.node,
        () -> {
          leader.renewalCame(node, Optional.of(relay));
          world.raft.append(
              leader,
              renew,
              OptionalLong.empty(),
              () -> world.network.send(leader.node, relay, back));
        });
  }

  private void renewed(Command.Renew renew, Moment sent, int incarnation) {
    boolean late = world.variant == Variant.DEADLINE_FROM_ANSWER;
    boolean holds =
        node.agentRuns()
            && node.agentIncarnation == incarnation
            && node.promised.equals(renew.epoch());
    if (holds) {
      arm((late ? node.clock() : sent).plus(renew.ttl()));
    }
  }

  void arm(Moment until) {
    if (deadline.isEmpty() || deadline.get().isBefore(until)) {
      deadline = Optional.of(until);
      killsAt = until.minus(node.state().settings().killAhead());
      world.at(node.worldTime(killsAt), this::look);
    }
  }

  /** Looks whether it is time; a kill takes a while, which is why it begins early. */
  void look() {
    boolean over = deadline.isPresent() && !node.clock().isBefore(killsAt);
    if (!world.lawful || !over || !node.pg.writable()) {
      return;
    }
    if (!node.serves()) {
      world.at(node.frozenUntil, this::kill);
    } else if (!runs()) {
      // The agent should have closed by now: two rungs have failed, and the third, the hardware
      // watchdog, is not modelled.
      world.invariants.fencingBroken = true;
      world.at(hangsUntil + 1, this::look);
    } else {
      world.after(world.between(1, 60), this::kill);
    }
  }

  private void kill() {
    boolean renewed = deadline.isPresent() && node.clock().isBefore(killsAt);
    if (node.up && node.pg.writable() && !renewed) {
      world.trace(() -> node.id + " guard kills");
      node.killPostgres();
      world.after(1, node.agent::report);
    }
  }
}
