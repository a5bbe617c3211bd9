package io.saksi.agent.node;

import io.saksi.agent.cluster.ClusterMachine;
import io.saksi.agent.loop.EventLoop;
import io.saksi.agent.loop.Ticker;
import io.saksi.core.model.Epoch;
import io.saksi.core.model.Moment;
import io.saksi.core.model.NodeId;
import io.saksi.core.plan.Action;
import io.saksi.core.plan.NodePlanner;
import io.saksi.core.state.ClusterState;
import io.saksi.core.view.Gate;
import io.saksi.core.view.NodeReport;
import io.saksi.core.view.NodeView;
import io.saksi.core.view.Postgres;
import io.saksi.wire.CommandResult;
import io.saksi.wire.LogEntry;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What this node does: looks at its PostgreSQL, lets the planner say what is next, has it carried
 * out one action at a time, and reports. Confined to the event loop.
 */
public final class NodeDesk {
  private static final Logger LOG = LoggerFactory.getLogger(NodeDesk.class);

  /** While something is going on, and otherwise. */
  private static final Duration LOOK_CLOSELY = Duration.ofMillis(15);

  private static final Duration LOOK_CALMLY = Duration.ofSeconds(1);
  private static final Duration WAIT_FOR_A_LEADER = Duration.ofSeconds(5);
  private static final Duration STAY_CLOSE = Duration.ofSeconds(5);

  private static final Duration KILL_BOUND = Duration.ofSeconds(30);

  private final EventLoop loop;
  private final NodeId self;
  private final Supplier<Moment> clock;
  private final ClusterMachine machine;
  private final Hands hands;
  private final Promises promises;
  private final LeaseKeeper lease;
  private final ActionLane lane;
  private final Lookout lookout;
  private final OwnReport report;
  private final Reporting reporting;
  private final GateCloser closer;
  private final Floor floor = new Floor();
  private final Ticker ticker;

  private Optional<Hands.Facts> facts = Optional.empty();

  /**
   * What the action that is under way was planned on: its own half-done work is no reason to call
   * it off.
   */
  private Optional<Hands.Facts> basis = Optional.empty();

  private Optional<Moment> epochConfirmed = Optional.empty();
  private final Moment startedAt;
  private Moment stirred;
  private Moment seenAt;
  private boolean looked;
  private boolean stopping;

  /** When the postmaster died, until a look has begun after that. */
  private Optional<Moment> postmasterGone = Optional.empty();

  /** What is left of a postmaster that died is being ended: others are told before that is over. */
  private boolean cleaning;

  private boolean planCloses;
  private volatile Optional<OwnNode> own = Optional.empty();

  public NodeDesk(
      EventLoop loop,
      NodeId self,
      Supplier<Moment> clock,
      ClusterMachine machine,
      Hands hands,
      Promises promises,
      LeaseGuard guard,
      Supplier<Set<NodeId>> canFence,
      Function<LogEntry, CompletableFuture<CommandResult>> log,
      Consumer<NodeReport> reports) {
    this.loop = loop;
    this.self = self;
    this.clock = clock;
    this.machine = machine;
    this.hands = hands;
    this.promises = promises;
    lease = new LeaseKeeper(loop, self.name(), clock, guard, log, this::next);
    lane = new ActionLane(loop, clock, hands, promises, this::acted);
    lookout = new Lookout(loop, clock, hands, lane::count, this::lookEnded);
    report = new OwnReport(self, clock, promises, hands, guard, canFence, lease, lane, lookout);
    closer = new GateCloser(loop, self, hands, lease, KILL_BOUND, lookout::look);
    ticker = new Ticker(loop, this::tick);
    startedAt = clock.get();
    reporting = new Reporting(reports, startedAt);
    stirred = startedAt;
    seenAt = stirred;
  }

  public void start() {
    hands.onPostmasterExit(() -> loop.execute(this::postmasterExited));
    Hands.Facts first = hands.glance();
    loop.execute(() -> {
      lease.inherit(promises.serves());
      facts = Optional.of(first);
      keepLease();
      publish();
      lookout.look();
    });
    ticker.start();
  }

  /** The state that our Raft peer applied has changed. */
  public void stateChanged() {
    loop.assertInside();
    stir();
    next();
  }

  /**
   * A Raft leader was heard just now, which is in this epoch and at this version of the state. It
   * confirms what this node knows only where this node has applied as much: within an epoch too an
   * operator decides (suspends a node, removes one).
   */
  public void confirmed(Epoch epoch, long version) {
    loop.assertInside();
    boolean current =
        state().map(s -> s.reign().epoch().equals(epoch) && s.version() >= version).orElse(false);
    if (current) {
      epochConfirmed = Optional.of(clock.get());
    }
  }

  /**
   * Begins a clean stop: PostgreSQL is shut down, and nothing but promises is done from here on.
   */
  public CompletableFuture<Void> stop(Duration bound) {
    CompletableFuture<Void> down = new CompletableFuture<>();
    loop.execute(() -> {
      stopping = true;
      publish();
      lane.callOff();
      loop.work(
          "saksi-shutdown",
          () -> {
            hands.shutDown(bound);
            // The lease goes when the look finds nothing alive, not on the word of the shutdown.
            loop.execute(() -> {
              stir();
              lookout.look();
            });
            down.complete(null);
          });
    });
    return down;
  }

  private Optional<ClusterState> state() {
    return machine.applied().state();
  }

  private void stir() {
    stirred = clock.get();
    ticker.within(LOOK_CLOSELY);
  }

  /** Returns the time until there is something to do again, if nothing stirs. */
  private Duration tick() {
    Moment now = clock.get();
    boolean close = now.since(stirred).compareTo(STAY_CLOSE) < 0;
    if (lookout.isDue(now, close ? LOOK_CLOSELY : LOOK_CALMLY)) {
      lookout.look();
    }
    keepLease();
    if (reporting.isDue(now)) {
      current().ifPresent(fresh -> reporting.send(fresh, now));
    }
    return close ? LOOK_CLOSELY : calmPause(now);
  }

  private Duration calmPause(Moment now) {
    Duration lapse = state().map(s -> lease.dueIn(s.settings(), now)).orElse(LOOK_CALMLY);
    Duration pause =
        Collections.min(List.of(reporting.dueIn(now), lookout.dueIn(now, LOOK_CALMLY), lapse));
    return pause.compareTo(LOOK_CLOSELY) < 0 ? LOOK_CLOSELY : pause;
  }

  /**
   * A postmaster that died may leave backends that go on committing: none of them is left alive,
   * and only then it counts as dead.
   */
  private void postmasterExited() {
    stir();
    postmasterGone = Optional.of(stirred);
    publish();
    LOG.warn("the postmaster of {} has exited", self);
    if (state().map(s -> NodePlanner.leavesAlone(s, self)).orElse(false)) {
      // The operator may start it again at once: what is left of the former one ends by itself, and
      // counts as alive until then.
      lookout.look();
      return;
    }
    cleaning = true;
    reportAgain();
    loop.work(
        "saksi-cleanup",
        () -> {
          hands.killAll(KILL_BOUND);
          loop.execute(() -> {
            cleaning = false;
            lookout.look();
          });
        });
  }

  private void lookEnded(Hands.Facts seen, Moment began) {
    postmasterGone = postmasterGone.filter(began::isBefore);
    saw(seen, began);
  }

  private void acted(Hands.Facts seen) {
    stir();
    saw(seen, clock.get());
  }

  private void saw(Hands.Facts seen, Moment began) {
    facts = Optional.of(seen);
    looked = true;
    seenAt = began;
    seen.inserted().ifPresentOrElse(floor::saw, floor::forget);
    if (!lane.isRunning()) {
      basis = facts;
    }
    boolean dead =
        seen.postgres() instanceof Postgres.Stopped || seen.postgres() instanceof Postgres.Absent;
    if (dead && lease.deadline().isPresent()) {
      lease.release();
    }
    next();
  }

  /** Plans, acts, and reports what is new. */
  private void next() {
    Moment now = clock.get();
    keepLease();
    Optional<NodeView> view = view(basis);
    Optional<ClusterState> state = state();
    if (view.isPresent() && state.isPresent() && isUpToDate(state.get(), now)) {
      List<Action> plan = NodePlanner.plan(state.get(), view.get(), now);
      planCloses = plan.stream().anyMatch(ActionLane::closes);
      publish();
      lane.offer(
          plan.stream().filter(this::mayStill).findFirst(),
          state.get(),
          underWay -> NodePlanner.mustEnd(state.get(), view.get(), underWay));
    }
    publish();
    current().ifPresent(fresh -> reporting.sendNews(fresh, now));
  }

  /**
   * An agent that restarted sees its log replayed. Until a leader was heard in the epoch that the
   * replay has reached, what it says may be long over: a primary that was deposed meanwhile would
   * start again in its old epoch. Where there is no leader, the past is all there is.
   */
  private boolean isUpToDate(ClusterState state, Moment now) {
    boolean heard =
        epochConfirmed.isPresent() || now.since(startedAt).compareTo(WAIT_FOR_A_LEADER) > 0;
    return heard && !lease.isPast(state.reign());
  }

  private boolean mayStill(Action action) {
    return !stopping
        || action instanceof Action.Promise
        || action instanceof Action.Revoke
        || action instanceof Action.StepDown;
  }

  private Optional<NodeView> view(Optional<Hands.Facts> from) {
    return from.map(seen ->
        new NodeView(
            self,
            promises.promised(),
            seen.instance(),
            seen.postgres(),
            seen.gate(),
            lease.deadline(),
            epochConfirmed,
            seen.fork(),
            seen.rewindFailed(),
            seen.checkpointDue(),
            seen.primaryProcess() ? Optional.of(promises.serves()) : Optional.empty(),
            seen.gateInDoubt()));
  }

  private void keepLease() {
    Optional<ClusterState> state = state();
    Optional<NodeView> view = view(facts);
    // Also while it shuts down: a checkpoint may take longer than a lease, and the guard would
    // kill.
    boolean serves =
        state.isPresent() && view.isPresent() && NodePlanner.renews(state.get(), view.get());
    lease.serving(state.map(s -> s.reign().epoch()).filter(_ -> serves));
    if (serves) {
      lease.renew(
          state.get().reign().epoch(),
          state.get().settings(),
          floor.of(state.get(), view.get().postgres()),
          Floor.endOf(state.get(), view.get().postgres()));
    }
    if (state.isPresent() && closer.closeIfDue(state.get().settings())) {
      // What goes on was planned for an open gate; afterwards it is planned anew, on what is then.
      lane.callOff();
      stir();
      publish();
    }
  }

  /** What is to close the gate is told before the gate is touched; that it is over, once seen. */
  private void publish() {
    own =
        facts.map(seen ->
            new OwnNode(
                seen,
                seenAt,
                promises.promised(),
                promises.serves(),
                epochConfirmed,
                stopping
                    || postmasterGone.isPresent()
                    || planCloses
                    || closer.isAtWork()
                    || lane.closes()));
  }

  /** What this node last saw of itself and what it is about; from any thread. */
  public Optional<OwnNode> own() {
    return own;
  }

  /**
   * Nothing before the first real look: a glance at an adopted primary would be news of a node that
   * serves no longer, and routers would close its sessions.
   */
  private Optional<NodeReport> current() {
    return facts
        .filter(_ -> looked)
        .map(
            seen -> report.of(seen, isEnding(seen), state().map(ClusterState::version).orElse(0L)));
  }

  /** A look that began before the end says the opposite of it. */
  private boolean isEnding(Hands.Facts seen) {
    boolean running =
        seen.postgres() instanceof Postgres.Primary || seen.postgres() instanceof Postgres.Standby;
    boolean looksDown = seen.postgres() instanceof Postgres.Busy;
    return (cleaning && looksDown) || (postmasterGone.isPresent() && running);
  }

  /** Something that others are told of besides PostgreSQL has changed. */
  public void reportAgain() {
    loop.assertInside();
    current().ifPresent(fresh -> reporting.send(fresh, clock.get()));
  }

  /** For status: what this node says of itself now. */
  public Optional<NodeReport> latest() {
    return current();
  }

  /** Whether nothing of PostgreSQL runs here. */
  public boolean isDown() {
    return facts
        .map(seen ->
            !(seen.postgres() instanceof Postgres.Primary
                || seen.postgres() instanceof Postgres.Standby))
        .orElse(false);
  }

  /** Whether the gate is open for writes, as last seen. */
  public boolean isOpen() {
    return facts.map(seen -> seen.gate() == Gate.WRITE).orElse(false);
  }
}
