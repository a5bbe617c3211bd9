package io.saksi.agent.cluster;

import io.saksi.agent.loop.EventLoop;
import io.saksi.core.command.Command;
import io.saksi.core.decide.Decider;
import io.saksi.core.decide.LeaderPreference;
import io.saksi.core.decide.ReadPlacement;
import io.saksi.core.incident.Evidence;
import io.saksi.core.incident.Finding;
import io.saksi.core.model.Moment;
import io.saksi.core.model.NodeId;
import io.saksi.core.model.Orders;
import io.saksi.core.state.ClusterState;
import io.saksi.core.view.ClusterView;
import io.saksi.core.view.NodeReport;
import io.saksi.core.view.Postgres;
import io.saksi.core.view.RenewalPath;
import io.saksi.core.view.Sightings;
import io.saksi.wire.CommandResult;
import io.saksi.wire.LogEntry;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What this node does while it leads the Raft group: collects reports, lets the decider look at
 * them after every one and on a tick, and writes what it decides to the log, one command at a time.
 * Nothing here survives the end of the leadership, and nothing has to. Confined to the event loop.
 */
public final class LeaderDesk {
  private static final Logger LOG = LoggerFactory.getLogger(LeaderDesk.class);

  private final EventLoop loop;
  private final NodeId self;
  private final Supplier<Moment> clock;
  private final Supplier<Instant> wallClock = Instant::now;
  private final ClusterMachine machine;
  private final Function<LogEntry, CompletableFuture<CommandResult>> log;

  private Optional<Moment> leaderSince = Optional.empty();
  private final Map<NodeId, ClusterView.Received> received = new TreeMap<>();
  private Sightings sightings = Sightings.NONE;
  private Orders orders = Orders.NONE;
  private Optional<Moment> ordersSince = Optional.empty();
  private boolean writing;
  private RenewalPath renewals = RenewalPath.UNKNOWN;
  private ReadPlacement reads = ReadPlacement.NONE;
  private BiConsumer<ClusterState, ClusterView> watcher = (_, _) -> {};

  /** What the leader decides on. */
  public record Standing(ClusterState state, ClusterView view, Moment now) {}

  public LeaderDesk(
      EventLoop loop,
      NodeId self,
      Supplier<Moment> clock,
      ClusterMachine machine,
      Function<LogEntry, CompletableFuture<CommandResult>> log) {
    this.loop = loop;
    this.self = self;
    this.clock = clock;
    this.machine = machine;
    this.log = log;
  }

  /** Is shown what a leader sees, each time that it decides. */
  public void shows(BiConsumer<ClusterState, ClusterView> to) {
    watcher = to;
  }

  public boolean leads() {
    return leaderSince.isPresent();
  }

  /** This node's Raft peer has become a leader that has applied its own term's first entry. */
  public void lead() {
    loop.assertInside();
    received.clear();
    sightings = Sightings.NONE;
    renewals = RenewalPath.UNKNOWN;
    leaderSince = Optional.of(clock.get());
    ordersSince = leaderSince;
    LOG.info("{} leads the Raft group", self);
    decide();
  }

  public void stepDown() {
    loop.assertInside();
    if (leads()) {
      LOG.info("{} no longer leads the Raft group", self);
    }
    leaderSince = Optional.empty();
    received.clear();
    reads = ReadPlacement.NONE;
  }

  /** Who may hold each group of read-only virtual addresses from now on, for the broadcast. */
  public Map<String, NodeId> placeReads() {
    loop.assertInside();
    ClusterMachine.Applied applied = machine.applied();
    if (leaderSince.isEmpty() || applied.state().isEmpty()) {
      return Map.of();
    }
    ClusterView view = view(applied);
    Moment now = clock.get();
    reads = reads.next(applied.state().get(), view, now);
    return reads.granted(applied.state().get(), view, now);
  }

  public void accept(NodeReport report) {
    loop.assertInside();
    if (!leads()) {
      return;
    }
    ClusterView.Received before =
        received.put(report.node(), new ClusterView.Received(report, clock.get()));
    machine.applied().state().ifPresent(state -> look(state, report));
    if (before == null || !isTheSame(before.report(), report)) {
      decide();
    }
  }

  /** Where nothing has changed there is nothing new to decide; what time does, the tick sees. */
  private static boolean isTheSame(NodeReport before, NodeReport report) {
    return before.tellsTheSameAs(report)
        && before.postgres().equals(report.postgres())
        && before.appliedVersion() == report.appliedVersion();
  }

  private void look(ClusterState state, NodeReport report) {
    if (state.reign().leader().equals(Optional.of(report.node()))) {
      TreeSet<String> wanted = new TreeSet<>();
      state.inForce().forEach(e -> e.set().members().forEach(m -> wanted.add(m.name())));
      Postgres postgres = report.postgres();
      sightings = sightings.next(state.reign().epoch(), postgres, wanted, clock.get());
    }
  }

  /** A renewal of that node's came, by itself or through another agent. */
  public void renewalCame(String of, Optional<NodeId> through) {
    loop.assertInside();
    boolean primarys =
        machine
            .applied()
            .state()
            .flatMap(state -> state.reign().leader())
            .map(primary -> primary.name().equals(of))
            .orElse(false);
    if (primarys) {
      Moment now = clock.get();
      renewals =
          through
              .map(relay -> renewals.cameThrough(relay, now))
              .orElseGet(() -> renewals.cameDirectly(now));
    }
  }

  /** The reports, for status; empty while this node does not lead. */
  public Map<NodeId, ClusterView.Received> received() {
    return Map.copyOf(received);
  }

  /** Looks once more; called after every event that may matter. */
  public void decide() {
    loop.assertInside();
    ClusterMachine.Applied applied = machine.applied();
    if (leaderSince.isEmpty() || writing || applied.state().isEmpty()) {
      return;
    }
    ClusterState state = applied.state().get();
    ClusterView view = view(applied);
    List<Command> commands = Decider.decide(state, view, clock.get());
    watcher.accept(state, view);
    if (!commands.isEmpty()) {
      write(state, commands.getFirst(), evidence(commands.getFirst(), state, view));
    }
  }

  /** For operators' questions and orders; empty while this node does not lead. */
  public Optional<Standing> standing() {
    loop.assertInside();
    ClusterMachine.Applied applied = machine.applied();
    return leads()
        ? applied.state().map(state -> new Standing(state, view(applied), clock.get()))
        : Optional.empty();
  }

  private ClusterView view(ClusterMachine.Applied applied) {
    Moment since = leaderSince.orElseThrow();
    Moment reignSince = applied.reignSince().isBefore(since) ? since : applied.reignSince();
    // What is scheduled for later is no step of what is under way: its clock goes on.
    Orders current =
        applied
            .state()
            .map(state -> state.orders().withScheduled(Optional.empty()))
            .orElse(Orders.NONE);
    if (!current.equals(orders)) {
      orders = current;
      ordersSince = Optional.of(clock.get());
    }
    return new ClusterView(
        since,
        reignSince,
        received,
        applied.lease(),
        sightings,
        ordersSince.orElse(since),
        Optional.of(wallClock.get()),
        applied.state().flatMap(state -> applied.incidents().causeOf(state.reign().epoch())));
  }

  /** What this leader sees is gone with it: where a reign ends, the log keeps it. */
  private List<Finding> evidence(Command command, ClusterState state, ClusterView view) {
    return command instanceof Command.BeginFailover
        ? Evidence.of(state, view, clock.get())
        : List.of();
  }

  private void write(ClusterState state, Command command, List<Finding> evidence) {
    writing = true;
    LOG.info("decided on version {}: {}", state.version(), command);
    LogEntry entry = new LogEntry(OptionalLong.of(state.version()), command, self.name());
    var _ =
        log.apply(entry.because(evidence))
            .whenComplete(
                (result, failure) -> loop.execute(() -> written(command, result, failure)));
  }

  private void written(Command command, CommandResult result, Throwable failure) {
    writing = false;
    if (failure != null) {
      LOG.warn("not known whether {} was written: {}", command, failure.getMessage());
    } else if (result instanceof CommandResult.Refused refused) {
      LOG.info("refused: {}: {}", command, refused.reason());
    }
    // A refusal or a failure must not spin: the next report or tick decides again.
    if (failure == null && result instanceof CommandResult.Applied) {
      decide();
    }
  }

  /**
   * Whether Raft leadership would better be elsewhere: the loss of the primary's node should cost
   * no Raft election.
   */
  public Optional<NodeId> betterLeader() {
    ClusterMachine.Applied applied = machine.applied();
    return leads()
        ? applied
            .state()
            .flatMap(state -> LeaderPreference.better(state, view(applied), self, clock.get()))
        : Optional.empty();
  }

  /** Whom the primary reaches where it does not reach this node, so that he had better lead. */
  public Optional<NodeId> nearerLeader() {
    ClusterMachine.Applied applied = machine.applied();
    return leads()
        ? applied
            .state()
            .flatMap(
                state -> LeaderPreference.nearer(state, view(applied), renewals, self, clock.get()))
        : Optional.empty();
  }
}
