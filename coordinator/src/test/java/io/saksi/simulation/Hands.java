package io.saksi.simulation;

import io.saksi.core.model.Epoch;
import io.saksi.core.model.InstanceId;
import io.saksi.core.model.Lsn;
import io.saksi.core.model.NodeId;
import io.saksi.core.model.Reign;
import io.saksi.core.model.SyncEntry;
import io.saksi.core.plan.Action;
import io.saksi.core.view.Gate;
import io.saksi.core.view.NodeView;
import io.saksi.core.view.Postgres;
import java.util.Optional;

/** Carries actions out on the model of PostgreSQL, as the agent's hands do on the real one. */
final class Hands {
  private final World world;
  private final Node node;
  private final Pg pg;
  private InstanceId meant;

  Hands(World world, Node node) {
    this.world = world;
    this.node = node;
    pg = node.pg;
  }

  /** Milliseconds from the decision to the effect. */
  long duration(Action action) {
    return switch (action) {
      case Action.Rewind _, Action.Clone _ -> world.between(200, 2_000);
      case Action.Found _, Action.StartRecruit _, Action.StartInPlace _ ->
          world.between(50, 600) + node.flush();
      case Action.Promise _,
          Action.Revoke _,
          Action.StepDown _,
          Action.ShutDown _,
          Action.Follow _,
          Action.Promote _,
          Action.ApplySync _,
          Action.Checkpoint _,
          Action.CheckFork _ ->
          usual() + node.flush();
      case Action.SetGate _ -> usual();
    };
  }

  private long usual() {
    return world.chance(0.05) ? world.between(50, 900) : world.between(2, 50);
  }

  /**
   * The agent's own commits go on while nobody else may connect: who comes back from maintenance
   * has to confirm one. With the gate open, those of clients do.
   */
  void probe() {
    boolean waitedFor =
        node.state().reign() instanceof Reign.Open open
            && open.primary().equals(node.id)
            && node.state().orders().maintenance().values().stream()
                .anyMatch(of -> of.comeback().isPresent());
    boolean idle = pg.leads() && pg.gate == Gate.CLOSED && !pg.stopping;
    if (waitedFor && idle && node.serves() && !node.diskFull()) {
      pg.probe();
      Streaming.wake(world, node);
    }
  }

  /** What happens as soon as the work begins: a copy takes the old data away at once. */
  void begin(Action action) {
    meant = pg.instance;
    world.invariants.operator.begins(node, action);
    if (action instanceof Action.Rewind || action instanceof Action.Clone) {
      world.invariants.divergence.overwrites(node);
      world.invariants.operator.overwrites(node);
      node.killPostgres();
      pg.role = Pg.Role.BUSY;
    }
  }

  /** Orders that make a node less are always good; all others only in their own epoch. */
  boolean carryOut(Action action) {
    return switch (action) {
      case Action.Promise promise -> promise(promise.epoch());
      case Action.Revoke revoke -> revoke(revoke.epoch());
      case Action.StepDown down -> stepDown(down.epoch());
      case Action.SetGate gate when gate.gate() == Gate.CLOSED -> closeGate();
      default -> isCurrent(action.epoch()) ? checked(action) : giveUp();
    };
  }

  private boolean checked(Action action) {
    boolean done = carryOutCurrent(action);
    if (done) {
      world.invariants.epochs.tookEffect(node, action);
    }
    return done;
  }

  private boolean isCurrent(Epoch epoch) {
    return world.variant == Variant.OLD_EPOCH_ACCEPTED
        || (node.state().reign().epoch().equals(epoch) && node.promised.equals(epoch));
  }

  private boolean giveUp() {
    if (pg.role == Pg.Role.BUSY) {
      pg.loseData();
    }
    return false;
  }

  private boolean carryOutCurrent(Action action) {
    return switch (action) {
      case Action.Found found -> pg.instance == null && !node.founded && found(found);
      case Action.StartRecruit _ -> mayStart() && startRecruit();
      case Action.StartInPlace start ->
          mayStart()
              && start.data().equals(pg.instance)
              && pg.head.end().isAtLeast(start.atLeast())
              && startInPlace(start);
      case Action.Follow follow -> pg.role == Pg.Role.STANDBY && follow(follow);
      case Action.Promote promote -> pg.role == Pg.Role.STANDBY && promote(promote);
      case Action.ApplySync apply -> pg.leads() && applySync(apply);
      case Action.SetGate gate -> pg.runs() && !pg.orphaned && openGate(gate);
      case Action.ShutDown _ -> pg.leads() && shutDown();
      case Action.Checkpoint _ -> true;
      case Action.CheckFork check -> isStopped() && checkFork(check);
      case Action.Rewind rewind -> copy(rewind.upstream()) || giveUp();
      case Action.Clone clone -> copy(clone.upstream()) || giveUp();
      case Action.Promise _, Action.Revoke _, Action.StepDown _ -> false;
    };
  }

  private boolean isStopped() {
    return pg.role == Pg.Role.STOPPED && pg.instance != null;
  }

  /** Crash recovery needs room to write; and these must be the data that the order was about. */
  private boolean mayStart() {
    if (node.claimsStopped) {
      node.claimsStopped = false;
      return pg.runs();
    }
    return isStopped() && !node.diskFull() && pg.instance.equals(meant);
  }

  private boolean promise(Epoch epoch) {
    node.promise(epoch);
    return true;
  }

  private boolean revoke(Epoch epoch) {
    node.promise(epoch);
    if (world.variant == Variant.SKIP_REVOCATION) {
      return true;
    }
    if (world.variant == Variant.COUNT_CONNECTED_RECEIVER && pg.upstream.isPresent()) {
      Postgres.Upstream still = pg.upstream.get();
      pg.follow(Optional.empty());
      Streaming.lingers(world, node, still);
      return true;
    }
    Streaming.disconnect(world, node);
    pg.follow(Optional.empty());
    return true;
  }

  private boolean stepDown(Epoch epoch) {
    if (world.variant == Variant.REELECT_WITHOUT_CLOSING && pg.role == Pg.Role.PRIMARY) {
      node.claimsStopped = true;
    } else {
      node.killPostgres();
    }
    node.promise(epoch);
    return true;
  }

  /**
   * A fast shutdown writes its checkpoint, and waits for the WAL senders to have sent it and been
   * answered; one that does not answer is given up after its timeout.
   */
  private boolean shutDown() {
    if (!pg.stopping) {
      // A server that ends serves nobody any more.
      closeGate();
      pg.stopping = true;
      pg.write();
      Streaming.wake(world, node);
      int incarnation = pg.incarnation;
      long end = world.now() + Node.SENDER_TIMEOUT;
      world.after(5, () -> stopped(incarnation, end));
    }
    return true;
  }

  private void stopped(int incarnation, long end) {
    if (pg.incarnation != incarnation || !pg.stopping) {
      return;
    }
    boolean answered =
        pg.rows.values().stream()
            .filter(row -> world.now() - row.heard() < Node.SENDER_TIMEOUT)
            .allMatch(row -> row.flushed() >= pg.head.lsn());
    if (node.serves() && (answered || world.now() > end)) {
      node.stopPostgres();
      node.agent.report();
    } else {
      world.after(20, () -> stopped(incarnation, end));
    }
  }

  private boolean closeGate() {
    node.closeGate();
    return true;
  }

  private boolean found(Action.Found found) {
    node.founded = true;
    pg.instance = newInstance();
    pg.head = Wal.first(1);
    return startAsPrimary(found.epoch(), found.sync());
  }

  private InstanceId newInstance() {
    return new InstanceId("i" + world.nextInstance++);
  }

  private boolean startRecruit() {
    pg.start(Pg.Role.STANDBY);
    node.fork = Optional.empty();
    return true;
  }

  private boolean startInPlace(Action.StartInPlace start) {
    if (node.served.equals(start.epoch()) && !start.data().equals(node.servedData)) {
      return false;
    }
    node.rolledBack = node.state().reign() instanceof Reign.Open;
    return startAsPrimary(start.epoch(), start.sync());
  }

  /** The set is part of the configuration that it is started with; its proof is not. */
  private boolean startAsPrimary(Epoch epoch, SyncEntry sync) {
    if (sync.id() < node.highestEntry && world.variant != Variant.APPLY_OLDER_ENTRY) {
      return false;
    }
    pg.start(Pg.Role.PRIMARY);
    pg.serves = epoch;
    node.served = epoch;
    node.servedData = pg.instance;
    node.highestEntry = sync.id();
    pg.setting = sync;
    node.fork = Optional.empty();
    node.proof = Optional.empty();
    pg.write();
    Streaming.wake(world, node);
    return true;
  }

  private boolean follow(Action.Follow follow) {
    Streaming.disconnect(world, node);
    pg.follow(Optional.of(new Postgres.Upstream(follow.upstream(), follow.name())));
    Streaming.poll(world, node);
    return true;
  }

  private boolean promote(Action.Promote promote) {
    if (promote.sync().id() < node.highestEntry) {
      return false;
    }
    Streaming.disconnect(world, node);
    pg.follow(Optional.empty());
    pg.incarnation++;
    pg.rows.clear();
    pg.forkedAt = Optional.of(pg.head.end());
    pg.head = pg.head.next(promote.branch().timeline());
    return startAsPrimary(promote.epoch(), promote.sync());
  }

  /** Entries only grow: the highest is on disk, for an agent that restarts with an older state. */
  private boolean applySync(Action.ApplySync apply) {
    boolean older = apply.sync().id() < node.highestEntry;
    if (node.diskFull() || (older && world.variant != Variant.APPLY_OLDER_ENTRY)) {
      return false;
    }
    node.highestEntry = apply.sync().id();
    pg.setting = apply.sync();
    Lsn marker = pg.write().end();
    node.proof = Optional.of(new Postgres.SyncProof(apply.sync().id(), marker));
    Streaming.acknowledge(world, node);
    Streaming.wake(world, node);
    return true;
  }

  private boolean openGate(Action.SetGate gate) {
    boolean primary = pg.role == Pg.Role.PRIMARY;
    boolean mayOpen =
        gate.gate() == Gate.WRITE ? primary && node.guard.lease().isPresent() : !primary;
    if (!mayOpen) {
      return false;
    }
    pg.gate = gate.gate();
    if (primary) {
      node.vip = true;
      node.rolledBack = false;
    }
    return true;
  }

  private boolean checkFork(Action.CheckFork check) {
    Wal leaves = pg.head.back(Wal.upTo(check.leavesAt()));
    boolean follows =
        (pg.head.equals(leaves) && pg.head.timeline() == check.from())
            || world.variant == Variant.SKIP_FORK_CHECK;
    node.fork = Optional.of(new NodeView.ForkVerdict(check.target().timeline(), follows));
    return true;
  }

  private boolean copy(NodeId from) {
    Node source = world.node(from);
    if (!source.pg.leads()
        || node.diskFull()
        || !world.network.bothWays(Network.Plane.POSTGRES, node, source)) {
      return false;
    }
    pg.role = Pg.Role.STOPPED;
    pg.instance = newInstance();
    pg.rolledBack = false;
    pg.head = source.pg.head;
    pg.wasPrimary = false;
    pg.clean = false;
    pg.forkedAt = Optional.empty();
    return true;
  }
}
