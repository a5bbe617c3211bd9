package io.saksi.agent.hands;

import io.saksi.agent.divergence.KeptDivergence;
import io.saksi.agent.divergence.ReignEnds;
import io.saksi.agent.node.Hands;
import io.saksi.agent.node.Promises;
import io.saksi.agent.postgres.OutcomeUnknownException;
import io.saksi.agent.postgres.PostgresException;
import io.saksi.agent.postgres.PostgresInstance;
import io.saksi.agent.postgres.Promoted;
import io.saksi.agent.postgres.Readiness;
import io.saksi.agent.postgres.StartMode;
import io.saksi.agent.postgres.SyncSetting;
import io.saksi.agent.postgres.Upstream;
import io.saksi.agent.probe.NodeProbes;
import io.saksi.core.model.Configuration;
import io.saksi.core.model.Deposed;
import io.saksi.core.model.Endpoint;
import io.saksi.core.model.Epoch;
import io.saksi.core.model.InstanceId;
import io.saksi.core.model.Lsn;
import io.saksi.core.model.Member;
import io.saksi.core.model.NodeId;
import io.saksi.core.model.Orders;
import io.saksi.core.model.SyncEntry;
import io.saksi.core.plan.Action;
import io.saksi.core.state.ClusterState;
import io.saksi.core.view.Gate;
import io.saksi.core.view.NodeReport;
import io.saksi.core.view.Postgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Actions on real PostgreSQL. */
public final class PostgresHands implements Hands, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(PostgresHands.class);

  private final PostgresInstance instance;
  private final Promises promises;
  private final NodeId self;
  private final Optional<Path> bootstrapSql;
  private final BooleanSupplier leaseHolds;
  private final Memory memory = new Memory();
  private final Object gateChange = new Object();
  private final Server server;
  private final NodeProbes probes;
  private final Look look;
  private final Neighbours neighbours;
  private final Configured configured;
  private final Starvation starvation;
  private final Rejoin rejoin;
  private final Recruit recruit;
  private final Shutdown shutdown;
  private final Limits limits;
  private final ArchiveWatch archive;
  private final RejoinProgress progress;

  /**
   * @param bootstrapSql run when this node makes the cluster's first data directory
   * @param leaseHolds asked again at the moment when the gate opens for writes
   * @param probes closed with this
   * @param reigns how earlier reigns ended, for the report of a divergence
   * @param progress what the instance tells of a rejoin
   */
  public PostgresHands(
      PostgresInstance instance,
      Promises promises,
      NodeId self,
      Optional<Path> bootstrapSql,
      BooleanSupplier leaseHolds,
      NodeProbes probes,
      ReignEnds reigns,
      RejoinProgress progress) {
    this.instance = instance;
    this.promises = promises;
    this.self = self;
    this.bootstrapSql = bootstrapSql;
    this.leaseHolds = leaseHolds;
    this.probes = probes;
    this.progress = progress;
    server = new Server(instance);
    limits = new Limits(instance);
    archive = new ArchiveWatch(instance, System::nanoTime);
    look = new Look(instance, promises, memory, server, probes, System::nanoTime);
    neighbours = new Neighbours(instance, self);
    configured = new Configured(instance);
    starvation = new Starvation(instance, neighbours, memory);
    rejoin = new Rejoin(instance, memory, reigns, this::kill);
    recruit = new Recruit(instance, self, neighbours, configured, memory, server, this::kill);
    shutdown = new Shutdown(instance, memory);
  }

  @Override
  public Facts observe() {
    Facts facts = look.facts();
    if (facts.postgres() instanceof Postgres.Primary
        || facts.postgres() instanceof Postgres.Standby) {
      housekeep(facts.postgres());
      limits.saw(server.process());
      archive.saw(facts.postgres());
    }
    return facts;
  }

  private void housekeep(Postgres seen) {
    try {
      neighbours.housekeep();
      configured.keep();
      if (seen instanceof Postgres.Standby standby) {
        starvation.look(standby);
      }
    } catch (PostgresException | RuntimeException e) {
      // A member that describes itself in a way that PostgreSQL's configuration cannot hold is its
      // own loss.
      LOG.warn("letting the other members in: {}", e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public Condition condition() {
    List<String> warnings =
        Stream.of(probes.warnings(), neighbours.warnings(), configured.warnings())
            .flatMap(List::stream)
            .toList();
    return new Condition(
        probes.commit(),
        probes.receiver(),
        probes.clockOffset(),
        warnings,
        limits.known(),
        archive.known(),
        configured.inForce());
  }

  @Override
  public void heard(Collection<NodeReport> nodes) {
    neighbours.heard(nodes);
  }

  @Override
  public Facts glance() {
    return look.glance();
  }

  @Override
  public void know(ClusterState state) {
    neighbours.know(state);
    configured.know(state);
  }

  @Override
  public void perform(Action action, ClusterState state) throws Exception {
    know(state);
    switch (action) {
      case Action.Promise _ -> {}
      case Action.Revoke _ -> revoke();
      case Action.StepDown _ -> kill(Bounds.KILL);
      case Action.Found found -> found(found);
      case Action.StartRecruit _ -> startRecruit(state);
      case Action.StartInPlace start -> startInPlace(start);
      case Action.Follow follow -> follow(follow, state);
      case Action.Promote promote -> promote(promote, state);
      case Action.ApplySync apply -> applySync(apply.sync());
      case Action.SetGate set -> setGate(set);
      case Action.ShutDown _ ->
          shutdown.planned(state.orders().switchover().map(Orders.Switchover::target));
      case Action.Checkpoint _ -> {
        long promotions = memory.promotions();
        instance.checkpoint(Bounds.CHECKPOINT);
        memory.checkpointed(promotions);
      }
      case Action.CheckFork check -> rejoin.check(check, state.history());
      case Action.Rewind rewind -> {
        try {
          rejoin.rewind(rewind, state.history(), postgresOf(state, rewind.upstream()));
        } finally {
          progress.over();
        }
      }
      case Action.Clone clone -> {
        try {
          int target = state.history().current();
          rejoin.copy(clone, state.history(), target, postgresOf(state, clone.upstream()));
        } finally {
          progress.over();
        }
      }
    }
  }

  @Override
  public void letTransactionsEnd(Duration bound, BooleanSupplier goOn) throws InterruptedException {
    try {
      long left = instance.awaitTransactions(bound, goOn);
      if (left > 0) {
        LOG.warn(
            "{} transactions have not ended within {} ms: they are broken off",
            left,
            bound.toMillis());
      }
    } catch (PostgresException e) {
      LOG.warn("waiting for transactions to end: {}", e.getMessage());
    }
  }

  @Override
  public Readiness inspect() throws Exception {
    return server.isAlive() ? instance.readiness(Bounds.INSPECT) : Readiness.NOTHING;
  }

  @Override
  public Optional<String> mistake(Configuration.Content content) throws Exception {
    return instance.configuring().mistake(content, Bounds.INSPECT);
  }

  @Override
  public List<KeptDivergence> divergences() throws IOException {
    return instance.rejoining().archive().kept();
  }

  @Override
  public Optional<String> progress() {
    return progress.text();
  }

  private void revoke() throws Exception {
    probes.following(Optional.empty());
    starvation.following(Optional.empty());
    memory.following(Optional.empty(), () -> instance.revoke(Bounds.RECOVERY));
  }

  private void found(Action.Found found) throws Exception {
    String sql = bootstrapSql.isEmpty() ? "" : Files.readString(bootstrapSql.get());
    instance.initdb(sql, Bounds.INITDB);
    startAsPrimary(found.epoch(), found.sync(), instance.directory().requireComplete());
  }

  private void startInPlace(Action.StartInPlace start) throws Exception {
    InstanceId found = instance.directory().requireComplete();
    if (!found.equals(start.data())) {
      throw new PostgresException(
          "the data directory is " + found + ", but the order was about " + start.data(),
          "it was replaced meanwhile; the next decision is about what is there now");
    }
    promises.requireSameData(start.epoch(), found);
    if (Lsn.ZERO.isBefore(start.atLeast())) {
      requireWal(start.atLeast());
    }
    startAsPrimary(start.epoch(), start.sync(), found);
  }

  private void requireWal(Lsn atLeast) throws PostgresException, InterruptedException {
    Lsn end = instance.wal().endOfWal(Bounds.FORK_CHECK).lsn();
    if (end.isBefore(atLeast)) {
      throw new PostgresException(
          "the WAL of this node ends at " + end + ", but it had reached " + atLeast,
          "its disk went back in time: let it be cloned from another node, or restore it");
    }
  }

  private void startAsPrimary(Epoch epoch, SyncEntry sync, InstanceId data) throws Exception {
    promises.persistServing(epoch, data);
    promises.persistEntry(sync.id());
    neighbours.prepare();
    configured.prepare();
    memory.started();
    server.starting();
    var postmaster = instance.launch(new StartMode.Primary(SyncSetting.of(sync.set())));
    server.started(postmaster);
    memory.following(Optional.empty());
    instance.directory().adoptionIsOver();
    instance.awaitReady(postmaster, Bounds.RECOVERY);
  }

  private void startRecruit(ClusterState state) throws Exception {
    try {
      recruit.start(state);
    } finally {
      progress.over();
    }
    revoke();
  }

  private void follow(Action.Follow follow, ClusterState state) throws Exception {
    rejoin.leaveGivenUp(Paths.toTheLeader(state));
    Endpoint at = postgresOf(state, follow.upstream());
    Upstream upstream = new Upstream(at.host(), at.port(), follow.name(), self.slotName());
    probes.following(Optional.of(at));
    starvation.following(Optional.of(at));
    memory.following(
        Optional.of(new Postgres.Upstream(follow.upstream(), follow.name())),
        () -> instance.follow(upstream, Bounds.FOLLOW));
  }

  private void promote(Action.Promote promote, ClusterState state) throws Exception {
    promises.persistServing(promote.epoch(), instance.directory().requireComplete());
    promises.persistEntry(promote.sync().id());
    neighbours.housekeep();
    Promoted promoted =
        instance.promote(
            promote.branch().timeline(),
            SyncSetting.of(promote.sync().set()),
            state.deposed().map(Deposed::primary),
            Bounds.PROMOTE);
    memory.forgetProof();
    memory.promoted(promoted.switchPoint());
  }

  private void applySync(SyncEntry entry) throws Exception {
    promises.persistEntry(entry.id());
    long forgotten = memory.forgotten();
    Lsn marker = instance.applySync(SyncSetting.of(entry.set()), Bounds.SYNC);
    if (!memory.proven(new Postgres.SyncProof(entry.id(), marker), forgotten)) {
      throw new PostgresException(
          "the gate was closed while the sync set changed", "the change is proven once more");
    }
  }

  private void setGate(Action.SetGate set) throws Exception {
    if (set.gate() == Gate.CLOSED) {
      closeGate();
      return;
    }
    synchronized (gateChange) {
      if (set.gate() == Gate.WRITE && !leaseHolds.getAsBoolean()) {
        throw new PostgresException("the lease ran out meanwhile", "the gate stays closed");
      }
      instance.setGate(named(set.gate()), Bounds.GATE);
      memory.closeVerified();
    }
  }

  private static io.saksi.agent.postgres.Gate named(Gate gate) {
    return switch (gate) {
      case CLOSED -> io.saksi.agent.postgres.Gate.CLOSED;
      case READ -> io.saksi.agent.postgres.Gate.READ;
      case WRITE -> io.saksi.agent.postgres.Gate.WRITE;
    };
  }

  @Override
  public void closeGate() throws PostgresException, InterruptedException {
    // One change at a time: an opening that is under way must not land after a verified close.
    synchronized (gateChange) {
      memory.forgetProof();
      memory.closing(instance.gate());
      instance.setGate(io.saksi.agent.postgres.Gate.CLOSED, Bounds.GATE);
      memory.closeVerified();
      // A marker that was written while the gate was closing does not cover what the last sessions
      // wrote.
      memory.forgetProof();
    }
  }

  @Override
  public boolean killAll(Duration bound) {
    try {
      kill(bound);
      return true;
    } catch (PostgresException e) {
      LOG.error("killing PostgreSQL: {}", e.getMessage());
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private void kill(Duration bound) throws PostgresException, InterruptedException {
    instance.killAll(bound);
    memory.forgetProof();
  }

  @Override
  public void shutDown(Duration bound) {
    try {
      if (server.isAlive()) {
        LOG.info("shutting PostgreSQL down");
        instance.stopFast(bound);
      }
    } catch (OutcomeUnknownException e) {
      LOG.warn("PostgreSQL did not shut down in time: {}", e.getMessage());
      killAll(Bounds.KILL);
    } catch (PostgresException e) {
      LOG.warn("shutting PostgreSQL down: {}", e.getMessage());
      killAll(Bounds.KILL);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void onPostmasterExit(Runnable callback) {
    server.onExit(callback);
  }

  private static Endpoint postgresOf(ClusterState state, NodeId node) throws PostgresException {
    return state
        .member(node)
        .flatMap(Member::postgres)
        .orElseThrow(() ->
            new PostgresException(
                node + " is no data node of this cluster", "wait for the next state"));
  }

  @Override
  public void close() {
    probes.close();
    instance.close();
  }
}
