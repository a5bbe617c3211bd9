package io.saksi.simulation;

import io.saksi.core.plan.Action;
import io.saksi.core.plan.NodePlanner;
import io.saksi.core.view.NodeReport;
import java.util.List;
import java.util.Optional;

/**
 * The agent's loop: plan on what its own peer applied, carry out the first action, which takes
 * time, and check at the moment of effect whether the order is still good.
 */
final class Agent {
  private final World world;
  private final Node node;
  private final Hands hands;
  private boolean acting;
  private boolean hurrying;

  Agent(World world, Node node) {
    this.world = world;
    this.node = node;
    hands = new Hands(world, node);
  }

  /** It looks around from time to time, whether or not anything was heard. */
  void tick() {
    if (node.agentRuns()) {
      world.raft.heartbeat(node);
      Tampering.weaken(node);
      hands.probe();
      act();
    }
  }

  void act() {
    if (hurrying || node.witness || !node.agentRuns()) {
      return;
    }
    List<Action> plan =
        NodePlanner.plan(Tampering.planned(world.variant, node.state()), node.view(), node.clock());
    if (plan.isEmpty() || (acting && !hurries(plan.getFirst()))) {
      return;
    }
    Action action = plan.getFirst();
    hurrying = hurries(action);
    acting |= !hurrying;
    hands.begin(action);
    int incarnation = node.agentIncarnation;
    world.after(hands.duration(action), () -> effect(action, incarnation));
  }

  /** What makes a node less waits for nothing; a slow action of an older decision may be late. */
  private static boolean hurries(Action action) {
    return action instanceof Action.Promise
        || action instanceof Action.Revoke
        || action instanceof Action.StepDown;
  }

  private void effect(Action action, int incarnation) {
    if (!node.up || !node.agentUp || node.agentIncarnation != incarnation) {
      return;
    }
    if (!node.agentRuns()) {
      long goesOn = Math.max(node.pausedUntil, node.frozenUntil) + 1;
      if (goesOn > world.now()) {
        world.at(goesOn, () -> effect(action, incarnation));
      }
      return;
    }
    if (hurries(action)) {
      hurrying = false;
    } else {
      acting = false;
    }
    boolean done = hands.carryOut(action);
    if (world.tracing) {
      world.trace(() -> told(action, done));
    }
    report();
    act();
  }

  private String told(Action action, boolean done) {
    return node.id
        + (done ? " did " : " refused ")
        + action
        + ": now "
        + node.pg.role
        + " at "
        + node.pg.head
        + ", gate "
        + node.pg.gate;
  }

  void report() {
    Leader to = world.raft.leader;
    if (node.agentRuns() && to != null) {
      NodeReport report = node.report();
      world.network.send(node, to.node, () -> to.receive(report));
    }
  }

  /** The process is gone; a copy that was cut short is worth nothing. */
  void die() {
    if (node.pg.role == Pg.Role.BUSY) {
      node.pg.loseData();
    }
    node.agentUp = false;
    acting = false;
    hurrying = false;
    node.agentIncarnation++;
  }

  /** It reads its log anew, and may know less than before for a while. */
  void restart() {
    node.agentIncarnation++;
    node.agentUp = true;
    acting = false;
    hurrying = false;
    node.pausedUntil = -1;
    node.promised = node.promisedOnDisk;
    node.proof = Optional.empty();
    node.fork = Optional.empty();
    node.confirmed = Optional.empty();
    node.claimsStopped = false;
    node.divergedReadsSince = -1;
    world.raft.reload(node);
    world.after(world.between(1, 150), this::act);
    world.trace(() -> node.id + " agent is back at version " + node.state().version());
  }
}
