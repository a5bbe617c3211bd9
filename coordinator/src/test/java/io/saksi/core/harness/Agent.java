package io.saksi.core.harness;

import io.saksi.core.command.Command;
import io.saksi.core.model.Epoch;
import io.saksi.core.model.InstanceId;
import io.saksi.core.model.Lsn;
import io.saksi.core.model.Moment;
import io.saksi.core.model.NodeId;
import io.saksi.core.model.Reign;
import io.saksi.core.plan.Action;
import io.saksi.core.plan.NodePlanner;
import io.saksi.core.view.Gate;
import io.saksi.core.view.NodeView;
import io.saksi.core.view.Postgres;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The agent's loop: plan on what its own peer applied, carry out the first action, which takes
 * time, and check at the moment of effect whether the order is still good.
 */
final class Agent {
  private final World world;
  private final Node node;

  Agent(World world, Node node) {
    this.world = world;
    this.node = node;
  }

  void tick() {
    if (!node.agentRuns()) {
      return;
    }
    if (world.leader != null
        && world.agentsConnected(node, world.leader.node)
        && world.leader.leads()) {
      node.confirmed = Optional.of(node.clock());
    }
    act();
  }

  void act() {
    if (node.acting || !node.agentRuns()) {
      return;
    }
    List<Action> plan = NodePlanner.plan(node.state(), node.view(), node.clock());
    if (plan.isEmpty()) {
      return;
    }
    Action action = plan.getFirst();
    node.acting = true;
    if (action instanceof Action.Rewind || action instanceof Action.Clone) {
      world.invariants.overwrites(node);
      node.killPostgres();
      node.pg.role = Pg.Role.BUSY;
    }
    int incarnation = node.agentIncarnation;
    world.after(world.duration(action), () -> effect(action, incarnation));
  }

  private void effect(Action action, int incarnation) {
    if (!node.up || !node.agentUp || node.agentIncarnation != incarnation) {
      return;
    }
    if (!node.agentRuns()) {
      world.at(node.pausedUntil, () -> effect(action, incarnation));
      return;
    }
    node.acting = false;
    boolean wasWritable = node.pg.writable();
    boolean done = carryOut(action);
    world.trace(() ->
        node.id
            + (done ? " did " : " refused ")
            + action
            + " -> "
            + node.pg.role
            + " "
            + node.pg.head
            + " gate "
            + node.pg.gate);
    if (!wasWritable && node.pg.writable()) {
      world.invariants.opened(node);
    }
    report();
    act();
  }

  /** Orders that make a node less are always good; all others only in their own epoch. */
  private boolean carryOut(Action action) {
    return switch (action) {
      case Action.Promise promise -> promise(promise.epoch());
      case Action.Revoke revoke -> revoke(revoke.epoch());
      case Action.StepDown down -> stepDown(down.epoch());
      case Action.SetGate gate when gate.gate() == Gate.CLOSED -> closeGate();
      default -> isCurrent(action.epoch()) ? carryOutCurrent(action) : giveUp();
    };
  }

  private boolean isCurrent(Epoch epoch) {
    return node.state().reign().epoch().equals(epoch) && node.promised.equals(epoch);
  }

  private boolean giveUp() {
    if (node.pg.role == Pg.Role.BUSY) {
      node.pg.loseData();
    }
    return false;
  }

  private boolean carryOutCurrent(Action action) {
    Pg pg = node.pg;
    return switch (action) {
      case Action.Found found -> pg.instance == null && !node.founded && found(found);
      case Action.StartRecruit _ -> stopped() && startRecruit();
      case Action.StartInPlace start -> stopped() && startInPlace(start);
      case Action.Follow follow -> pg.role == Pg.Role.STANDBY && follow(follow);
      case Action.Promote promote -> pg.role == Pg.Role.STANDBY && promote(promote);
      case Action.ApplySync apply -> pg.role == Pg.Role.PRIMARY && applySync(apply);
      case Action.SetGate gate -> pg.runs() && openGate(gate);
      case Action.ShutDown _ -> pg.role == Pg.Role.PRIMARY && shutDown();
      case Action.Checkpoint _ -> true;
      case Action.CheckFork check -> stopped() && checkFork(check);
      case Action.Rewind rewind -> copy(rewind.upstream()) || giveUp();
      case Action.Clone clone -> copy(clone.upstream()) || giveUp();
      case Action.Promise _, Action.Revoke _, Action.StepDown _ -> false;
    };
  }

  private boolean stopped() {
    return node.pg.role == Pg.Role.STOPPED && node.pg.instance != null;
  }

  private boolean promise(Epoch epoch) {
    node.promise(epoch);
    return true;
  }

  private boolean revoke(Epoch epoch) {
    node.promise(epoch);
    if (world.variant != Variant.SKIP_REVOCATION) {
      world.disconnect(node);
      node.pg.follow(Optional.empty());
    }
    return true;
  }

  private boolean stepDown(Epoch epoch) {
    node.killPostgres();
    node.promise(epoch);
    return true;
  }

  private boolean shutDown() {
    // A fast shutdown ends only when every connected standby has received the rest.
    world.nodes.values().stream()
        .filter(other -> other.pg.streaming && world.connected(node, other))
        .filter(other -> other.pg.upstream.map(u -> u.node().equals(node.id)).orElse(false))
        .filter(other -> node.pg.head.contains(other.pg.head))
        .forEach(other -> other.pg.head = node.pg.head);
    node.killPostgres();
    node.pg.clean = true;
    return true;
  }

  private boolean closeGate() {
    node.closeGate();
    return true;
  }

  private boolean found(Action.Found found) {
    node.founded = true;
    node.pg.instance = newInstance();
    node.pg.head = Wal.first(1);
    return startAsPrimary(found.epoch());
  }

  private InstanceId newInstance() {
    return new InstanceId("i" + world.nextInstance++);
  }

  private boolean startRecruit() {
    node.pg.start(Pg.Role.STANDBY);
    node.fork = Optional.empty();
    return true;
  }

  private boolean startInPlace(Action.StartInPlace start) {
    return startAsPrimary(start.epoch());
  }

  private boolean startAsPrimary(Epoch epoch) {
    node.pg.start(Pg.Role.PRIMARY);
    node.pg.serves = epoch;
    node.fork = Optional.empty();
    node.proof = Optional.empty();
    node.pg.write();
    return true;
  }

  private boolean follow(Action.Follow follow) {
    world.disconnect(node);
    node.pg.follow(Optional.of(new Postgres.Upstream(follow.upstream(), follow.name())));
    return true;
  }

  private boolean promote(Action.Promote promote) {
    world.disconnect(node);
    node.pg.follow(Optional.empty());
    node.pg.incarnation++;
    node.pg.rows.clear();
    node.pg.forkedAt = Optional.of(node.pg.head.end());
    node.pg.head = node.pg.head.next(promote.branch().timeline());
    return startAsPrimary(promote.epoch());
  }

  /** Entries only grow: the highest is on disk, for an agent that restarts with an older state. */
  private boolean applySync(Action.ApplySync apply) {
    if (apply.sync().id() < node.highestEntry && world.variant != Variant.APPLY_OLDER_ENTRY) {
      return false;
    }
    node.highestEntry = apply.sync().id();
    node.pg.setting = apply.sync();
    Lsn marker = node.pg.write().end();
    node.proof = Optional.of(new Postgres.SyncProof(apply.sync().id(), marker));
    world.acknowledge(node);
    return true;
  }

  private boolean openGate(Action.SetGate gate) {
    boolean primary = node.pg.role == Pg.Role.PRIMARY;
    boolean mayOpen =
        switch (gate.gate()) {
          case WRITE -> primary && node.lease().isPresent();
          case READ -> !primary;
          case CLOSED -> true;
        };
    if (!mayOpen) {
      return false;
    }
    node.pg.gate = gate.gate();
    return true;
  }

  private boolean checkFork(Action.CheckFork check) {
    Wal leaves =
        node.pg.head.back(check.leavesAt().value() < 0 ? Long.MAX_VALUE : check.leavesAt().value());
    boolean follows =
        (node.pg.head.equals(leaves) && node.pg.head.timeline() == check.from())
            || world.variant == Variant.SKIP_FORK_CHECK;
    node.fork = Optional.of(new NodeView.ForkVerdict(check.target().timeline(), follows));
    return true;
  }

  private boolean copy(NodeId from) {
    Node source = world.nodes.get(from);
    if (source.pg.role != Pg.Role.PRIMARY || !world.connected(node, source)) {
      return false;
    }
    node.pg.role = Pg.Role.STOPPED;
    node.pg.instance = newInstance();
    node.pg.head = source.pg.head;
    node.pg.wasPrimary = false;
    node.pg.clean = false;
    node.pg.forkedAt = Optional.empty();
    return true;
  }

  void report() {
    Leader to = world.leader;
    if (!node.agentRuns() || to == null || !world.agentsConnected(node, to.node)) {
      return;
    }
    var report = node.report();
    world.after(
        world.between(1, 40),
        () -> {
          if (to.leads() && world.agentsConnected(node, to.node)) {
            to.receive(report);
          }
        });
  }

  /** The deadline counts from before the renewal was sent. */
  void renew() {
    Leader to = world.leader;
    if (!node.agentRuns()
        || to == null
        || !world.agentsConnected(node, to.node)
        || !NodePlanner.renews(node.state(), node.view())) {
      return;
    }
    Moment sent = node.clock();
    Reign.Open open = (Reign.Open) node.state().reign();
    Command.Renew renew =
        new Command.Renew(
            open.epoch(),
            node.renewalNumber++,
            node.state().settings().leaseTtl(),
            world.floor(node));
    int incarnation = node.agentIncarnation;
    world.after(
        world.between(1, 30),
        () -> {
          if (to.leads()
              && world.agentsConnected(node, to.node)
              && world.append(renew, OptionalLong.empty())) {
            Moment until = sent.plus(renew.ttl());
            world.after(world.between(1, 30), () -> renewed(renew.epoch(), until, incarnation));
          }
        });
  }

  private void renewed(Epoch epoch, Moment until, int incarnation) {
    boolean holds =
        node.agentRuns() && node.agentIncarnation == incarnation && node.promised.equals(epoch);
    if (holds && node.deadline.map(d -> d.isBefore(until)).orElse(true)) {
      node.deadline = Optional.of(until);
      world.at(node.worldTime(until), this::guard);
    }
  }

  /** The guard kills what is open at its deadline, whatever became of the agent. */
  private void guard() {
    if (world.lawful && node.pg.writable() && node.lease().isEmpty()) {
      world.trace(() -> node.id + " guard kills");
      node.killPostgres();
      report();
    }
  }
}
