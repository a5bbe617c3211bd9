package io.saksi.agent.operate;

import io.saksi.agent.cluster.LeaderDesk;
import io.saksi.core.audit.AuditTrail;
import io.saksi.core.audit.Request;
import io.saksi.core.command.Command;
import io.saksi.core.command.Outcome;
import io.saksi.core.decide.Explain;
import io.saksi.core.decide.Explanation;
import io.saksi.core.decide.Forceable;
import io.saksi.core.incident.Evidence;
import io.saksi.core.model.NodeId;
import io.saksi.core.model.Orders;
import io.saksi.core.state.ClusterState;
import io.saksi.proto.v1.CancelRequest;
import io.saksi.proto.v1.Obstacle;
import io.saksi.proto.v1.Order;
import io.saksi.proto.v1.OrderPreview;
import io.saksi.proto.v1.OrderRequest;
import io.saksi.wire.CommandResult;
import io.saksi.wire.LogEntry;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * What the Raft leader does with an order. Everything here only keeps an operator from what he
 * would regret; what must hold for safety is checked when the command is applied.
 */
final class LeaderOrders {
  private static final Duration LOOP_BOUND = Duration.ofSeconds(5);
  private static final Duration WRITE_BOUND = Duration.ofSeconds(10);
  private static final Duration CHECKPOINT_BOUND = Duration.ofMinutes(10);

  private static final long BETWEEN_LOOKS_MILLIS = 50;

  /** Twice the longest silence that settings have a name for, should a clock stand still. */
  private static final int MOST_LOOKS = 120;

  private final NodeId self;
  private final Leadership leadership;
  private final Preflight preflight;
  private final Supplier<Instant> wallClock;

  LeaderOrders(
      NodeId self, Leadership leadership, Preflight preflight, Supplier<Instant> wallClock) {
    this.self = self;
    this.leadership = leadership;
    this.preflight = preflight;
    this.wallClock = wallClock;
  }

  /** What the leader decides on; empty if this agent does not lead. */
  Optional<LeaderDesk.Standing> standing() throws InterruptedException, Refusal {
    try {
      return leadership.standing().get(LOOP_BOUND.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw Refusal.noLeader("this agent is too busy: " + e);
    }
  }

  /**
   * As {@link #standing}, and waits, as long as a silence may last, until this leader has heard
   * every member: what one that has just been elected does not know yet stands against no order.
   */
  Optional<LeaderDesk.Standing> informed() throws InterruptedException, Refusal {
    Optional<LeaderDesk.Standing> on = standing();
    for (int look = 0; look < MOST_LOOKS && on.map(LeaderOrders::isNew).orElse(false); look++) {
      TimeUnit.MILLISECONDS.sleep(BETWEEN_LOOKS_MILLIS);
      on = standing();
    }
    return on;
  }

  private static boolean isNew(LeaderDesk.Standing on) {
    boolean heardAll = on.view().received().keySet().containsAll(on.state().members().keySet());
    Duration leads = on.now().since(on.view().leaderSince());
    return !heardAll && leads.compareTo(on.state().settings().silence()) <= 0;
  }

  static Explanation explain(LeaderDesk.Standing on) {
    return Explain.explain(on.state(), on.view(), on.now());
  }

  OrderPreview preview(LeaderDesk.Standing on, Order order) throws Refusal, InterruptedException {
    OrderReader reader = new OrderReader(on, wallClock.get());
    Command command = reader.read(order, new Orders.By("", "", "", "a preview"));
    OrderPreview.Builder preview =
        OrderPreview.newBuilder()
            .setWhat(Sentence.of(command))
            .setStateVersion(on.state().version());
    refused(on.state(), command)
        .ifPresent(reason ->
            preview.addImpossible(Preflight.obstacle("NOT_POSSIBLE", reason, "see saksi explain")));
    if (command instanceof Command.BeginSwitchover begin) {
      switchover(on, begin, preview);
    } else if (command instanceof Command.ScheduleSwitchover schedule) {
      switchover(on, reader.now(schedule.plan()), preview);
    } else if (command instanceof Command.ForceFailover force) {
      forced(on, force, preview);
    } else if (command instanceof Command.SetConfiguration set) {
      preview.addAllImpossible(preflight.tried(on, set.content()));
    } else if (command instanceof Command.BeginMaintenance begin) {
      preview.setTarget(begin.node().name());
      Spared spared = new Spared(preflight, on, begin);
      preview.addAllImpossible(spared.impossible()).addAllObstacles(spared.obstacles());
    }
    return preview.build();
  }

  private void switchover(
      LeaderDesk.Standing on, Command.BeginSwitchover begin, OrderPreview.Builder preview)
      throws InterruptedException {
    Preflight.Look look = preflight.look(on, begin);
    preview
        .setTarget(begin.target().name())
        .addAllObstacles(look.obstacles())
        .setPredictedMs(look.forecast().length().toMillis())
        .addAllPrediction(look.forecast().grounds());
  }

  private static void forced(
      LeaderDesk.Standing on, Command.ForceFailover force, OrderPreview.Builder preview) {
    preview.setTarget(force.target().name()).setWhat("forced failover to " + force.target());
    Forceable.refusal(on.state(), on.view(), force.target(), Long.MAX_VALUE, on.now())
        .ifPresent(reason ->
            preview.addImpossible(Preflight.obstacle("NOT_POSSIBLE", reason, "see saksi explain")));
    Optional<Long> loss = Forceable.knownLoss(on.state(), on.view(), force.target());
    loss.ifPresent(preview::setLossBytes);
    preview.setLossDetail(
        loss.map(bytes ->
                bytes
                    + " bytes of WAL are known to be lost; what the former primary wrote after"
                    + " its last renewal is not known")
            .orElse(
                "what would be lost cannot be told: the WAL of "
                    + force.target()
                    + " is not part of the history"));
  }

  /** The state itself is asked: it is immutable, and says what applying would say. */
  private static Optional<String> refused(ClusterState state, Command command) {
    return state.apply(command, OptionalLong.empty()) instanceof Outcome.Refused refused
        ? Optional.of(refused.reason())
        : Optional.empty();
  }

  /**
   * Checks the order, prepares it and writes it. Blocks until it is applied.
   *
   * @param from where the caller is
   * @param givenUp whether the caller is gone: what was not written yet is then not written
   * @return the state's version after it
   */
  long submit(LeaderDesk.Standing on, OrderRequest request, String from, BooleanSupplier givenUp)
      throws Refusal, InterruptedException {
    Orders.By by =
        new Orders.By(
            request.getKey(), request.getCaller().getWho(), from, request.getCaller().getWhy());
    Command command = new OrderReader(on, wallClock.get()).read(request.getOrder(), by);
    if (request.hasExpectedVersion() && request.getExpectedVersion() != on.state().version()) {
      throw new Refusal(
          Refusal.Code.STATE_MOVED,
          "the state has version " + on.state().version() + ", not " + request.getExpectedVersion(),
          "look again with saksi status, and repeat the order if it still fits");
    }
    Optional<String> reason = refused(on.state(), command);
    if (reason.isPresent()) {
      throw new Refusal(
          Refusal.Code.NOT_POSSIBLE, reason.get(), "saksi explain says what is missing");
    }
    if (command instanceof Command.BeginSwitchover begin) {
      command = prepare(on, begin, request.getOrder().getSwitchover().getIgnoreObstacles());
    } else if (command instanceof Command.BeginMaintenance begin) {
      Spared spared = new Spared(preflight, on, begin);
      spared.require();
      require(spared.obstacles(), request.getOrder().getMaintainNode().getIgnoreObstacles());
      spared.prepare(CHECKPOINT_BOUND);
    } else if (command instanceof Command.SetConfiguration set) {
      requireTaken(preflight.tried(on, set.content()));
    } else if (command instanceof Command.ForceFailover force) {
      allow(on, force, request.getOrder().getFailover().hasAcceptDataLossBytes());
    }
    if (givenUp.getAsBoolean()) {
      throw new Refusal(
          Refusal.Code.NOT_POSSIBLE, "the caller went away before the order was given", "");
    }
    LogEntry entry =
        new LogEntry(
            request.hasExpectedVersion() || repeatsWhatItDoesNotChange(command)
                ? OptionalLong.of(on.state().version())
                : OptionalLong.empty(),
            command,
            self.name(),
            "",
            Optional.of(
                new Request(
                    request.getKey(),
                    request.getCaller().getWho(),
                    from,
                    request.getCaller().getWhy(),
                    wallClock.get().truncatedTo(ChronoUnit.MILLIS),
                    Fingerprint.of(request.getOrder()))));
    return write(
        command instanceof Command.ForceFailover
            ? entry.because(Evidence.of(on.state(), on.view(), on.now()))
            : entry);
  }

  private static void requireTaken(List<Obstacle> obstacles) throws Refusal {
    if (!obstacles.isEmpty()) {
      Obstacle first = obstacles.getFirst();
      throw new Refusal(Refusal.Code.INVALID_ORDER, first.getText(), first.getRemedy());
    }
  }

  /** Rolls back the switchover of that key. It is an order too: who gave it is kept. */
  long cancel(CancelRequest request, AuditTrail trail, String from)
      throws Refusal, InterruptedException {
    Command command = Requests.cancel(request, trail);
    Request asked =
        new Request(
            Requests.keyOfCancel(request.getKey()),
            request.getCaller().getWho(),
            from,
            request.getCaller().getWhy(),
            wallClock.get().truncatedTo(ChronoUnit.MILLIS));
    return write(new LogEntry(OptionalLong.empty(), command, self.name(), "", Optional.of(asked)));
  }

  /**
   * Such a command carries more than the operator typed, as it was when it was read: written over
   * what another operator has changed since, it would undo that (I6).
   */
  private static boolean repeatsWhatItDoesNotChange(Command command) {
    return command instanceof Command.SetSettings
        || command instanceof Command.SetTags
        || command instanceof Command.Pause
        || (command instanceof Command.BeginMaintenance begin && begin.handover().isEmpty());
  }

  /** Looks twice: while the checkpoint ran, a backup may have begun, or the target gone. */
  private Command.BeginSwitchover prepare(
      LeaderDesk.Standing on, Command.BeginSwitchover begin, boolean inSpite)
      throws Refusal, InterruptedException {
    require(preflight.look(on, begin).obstacles(), inSpite);
    preflight.checkpoint(on, begin.target(), CHECKPOINT_BOUND);
    LeaderDesk.Standing now =
        informed().orElseThrow(() -> Refusal.noLeader("leadership moved during the checkpoint"));
    Optional<String> reason = refused(now.state(), begin);
    if (reason.isPresent()) {
      throw new Refusal(
          Refusal.Code.NOT_POSSIBLE,
          reason.get() + " (since the checkpoint)",
          "saksi explain says what is missing");
    }
    Preflight.Look look = preflight.look(now, begin);
    require(look.obstacles(), inSpite);
    return begin.predictedToTake(look.forecast().length());
  }

  private static void require(List<Obstacle> obstacles, boolean inSpite) throws Refusal {
    if (!obstacles.isEmpty() && !inSpite) {
      StringBuilder text = new StringBuilder("something stands against it:");
      obstacles.forEach(o -> text.append(' ').append(o.getText()).append(';'));
      throw new Refusal(
          Refusal.Code.OBSTACLES,
          text.substring(0, text.length() - 1),
          "--dry-run lists each with its remedy; --ignore-obstacles goes on");
    }
  }

  /**
   * Begins what is scheduled, its hour being here.
   *
   * @throws Refusal if something stands against it: it may be tried again
   */
  void begin(LeaderDesk.Standing on, Orders.Scheduled plan) throws Refusal, InterruptedException {
    Command.BeginSwitchover begin = new OrderReader(on, wallClock.get()).now(plan);
    Optional<String> reason = refused(on.state(), begin);
    if (reason.isPresent()) {
      throw new Refusal(
          Refusal.Code.NOT_POSSIBLE, reason.get(), "saksi explain says what is missing");
    }
    Command.BeginSwitchover prepared = prepare(on, begin, plan.ignoresObstacles());
    write(new LogEntry(OptionalLong.empty(), prepared.plannedFor(plan.at()), self.name()));
  }

  /** What is scheduled did not begin in time. */
  void miss(Orders.Scheduled plan, String why) throws Refusal, InterruptedException {
    write(
        new LogEntry(
            OptionalLong.empty(),
            new Command.EndSchedule(plan.at(), "missed: " + why),
            self.name()));
  }

  private static void allow(LeaderDesk.Standing on, Command.ForceFailover force, boolean accepted)
      throws Refusal {
    Optional<String> needless =
        Forceable.refusal(on.state(), on.view(), force.target(), Long.MAX_VALUE, on.now());
    if (needless.isPresent()) {
      throw new Refusal(
          Refusal.Code.NOT_POSSIBLE, needless.get(), "saksi explain says how things stand");
    }
    Optional<String> loss =
        Forceable.refusal(
            on.state(), on.view(), force.target(), accepted ? force.acceptedLoss() : -1, on.now());
    if (loss.isPresent()) {
      throw new Refusal(
          Refusal.Code.DATA_LOSS_NOT_ACCEPTED,
          loss.get(),
          "saksi failover shows it; --accept-data-loss BYTES accepts that much, or any");
    }
  }

  /** A change that goes through the log. */
  long write(LogEntry entry) throws Refusal, InterruptedException {
    try {
      CommandResult result =
          leadership.write(entry).get(WRITE_BOUND.toMillis(), TimeUnit.MILLISECONDS);
      return switch (result) {
        case CommandResult.Applied applied -> applied.version();
        case CommandResult.Refused refused ->
            throw new Refusal(
                Refusal.Code.NOT_POSSIBLE,
                refused.reason(),
                "the state had moved on: look again with saksi status");
      };
    } catch (ExecutionException | TimeoutException e) {
      throw new Refusal(
          Refusal.Code.OUTCOME_UNKNOWN,
          "it is not known whether the order was written: " + e.getMessage(),
          "give it again with the same key: it is not carried out twice");
    }
  }
}
