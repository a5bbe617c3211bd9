package io.saksi.agent.node;

import io.saksi.agent.loop.EventLoop;
import io.saksi.core.model.Moment;
import io.saksi.core.model.Orders;
import io.saksi.core.plan.Action;
import io.saksi.core.state.ClusterState;
import io.saksi.core.view.Gate;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries out one action at a time, each on a virtual thread. An action that the plan no longer
 * wants is called off; the next begins only after it has really ended. One that failed is tried
 * again after a growing pause. Confined to the event loop.
 */
final class ActionLane {
  private static final Logger LOG = LoggerFactory.getLogger(ActionLane.class);
  private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

  private final EventLoop loop;
  private final Supplier<Moment> clock;
  private final Hands hands;
  private final Promises promises;
  private final Consumer<Hands.Facts> done;

  private record Running(Action action, Thread thread, Moment since, Stretch stretch) {}

  /**
   * In which an action may be interrupted. The look after it may not: what it could not see in time
   * it would have to report as not there, and a virtual address goes by what is reported.
   */
  private static final class Stretch {
    private boolean over;

    synchronized void interrupt(Thread thread) {
      if (!over) {
        thread.interrupt();
      }
    }

    /** On the action's own thread. */
    synchronized void end() {
      over = true;
      Thread.interrupted();
    }
  }

  private Optional<Running> running = Optional.empty();

  /** Whether the plan still has what is going on; read by its thread before it changes anything. */
  private volatile boolean wantedStill;

  /** Whether what is to shut down still serves. */
  private volatile boolean draining;

  private Optional<Action> failed = Optional.empty();
  private Duration pause = FIRST_PAUSE;
  private Optional<Moment> notBefore = Optional.empty();
  private List<String> trouble = List.of();
  private long count;

  ActionLane(
      EventLoop loop,
      Supplier<Moment> clock,
      Hands hands,
      Promises promises,
      Consumer<Hands.Facts> done) {
    this.loop = loop;
    this.clock = clock;
    this.hands = hands;
    this.promises = promises;
    this.done = done;
  }

  /** Raised whenever an action begins or ends: what was seen before that is old. */
  long count() {
    return count;
  }

  boolean isRunning() {
    return running.isPresent();
  }

  List<String> trouble() {
    return trouble;
  }

  /** Whether what is going on closes the gate, or ends who serves behind it. */
  boolean closes() {
    return running.map(r -> closes(r.action())).orElse(false);
  }

  /** Whether nobody should be sent to this node any more once this begins. */
  static boolean closes(Action action) {
    return switch (action) {
      case Action.SetGate set -> set.gate() == Gate.CLOSED;
      case Action.StepDown _,
          Action.ShutDown _,
          Action.Found _,
          Action.StartRecruit _,
          Action.StartInPlace _,
          Action.Rewind _,
          Action.Clone _ ->
          true;
      case Action.Promise _,
          Action.Revoke _,
          Action.Follow _,
          Action.Promote _,
          Action.ApplySync _,
          Action.Checkpoint _,
          Action.CheckFork _ ->
          false;
    };
  }

  /** What is going on, if it leaves nothing of PostgreSQL to be seen. */
  Optional<String> busy() {
    return running.flatMap(r ->
        switch (r.action()) {
          case Action.Found _ -> Optional.of("making the first database");
          case Action.StartRecruit _ -> Optional.of("starting as a standby");
          case Action.StartInPlace _ -> Optional.of("starting as the primary");
          case Action.Rewind _ -> Optional.of("being rewound");
          case Action.Clone _ -> Optional.of("being cloned");
          case Action.ShutDown _ -> draining ? Optional.empty() : Optional.of("shutting down");
          case Action.CheckFork _,
              Action.Promise _,
              Action.Revoke _,
              Action.StepDown _,
              Action.Follow _,
              Action.Promote _,
              Action.ApplySync _,
              Action.SetGate _,
              Action.Checkpoint _ ->
              Optional.empty();
        });
  }

  /**
   * The first action of the plan. Where it has none, what goes on may: it may be waiting for that.
   *
   * @param mustEnd what may not even then
   */
  void offer(Optional<Action> wanted, ClusterState state, Predicate<Action> mustEnd) {
    loop.assertInside();
    if (running.isPresent()) {
      Action goesOn = running.get().action();
      wantedStill = wanted.equals(Optional.of(goesOn));
      if (wanted.map(other -> !other.equals(goesOn)).orElseGet(() -> mustEnd.test(goesOn))) {
        callOff();
      }
      return;
    }
    wanted.filter(this::isDue).ifPresent(action -> begin(action, state));
  }

  private boolean isDue(Action action) {
    boolean again = failed.equals(Optional.of(action));
    return !again || notBefore.map(at -> !clock.get().isBefore(at)).orElse(true);
  }

  void callOff() {
    running.ifPresent(r -> r.stretch().interrupt(r.thread()));
  }

  private void begin(Action action, ClusterState state) {
    count++;
    wantedStill = true;
    draining = action instanceof Action.ShutDown;
    LOG.info("begin {}", action);
    Stretch stretch = new Stretch();
    Thread thread =
        loop.work("saksi-" + action.getClass().getSimpleName(), () -> run(action, state, stretch));
    running = Optional.of(new Running(action, thread, clock.get(), stretch));
  }

  private void run(Action action, ClusterState state, Stretch stretch) {
    Optional<Exception> failure = Optional.empty();
    try {
      perform(action, state);
    } catch (Exception e) {
      failure = Optional.of(e);
    }
    // Called off or not: what is there now is looked at before anything else is planned.
    stretch.end();
    Hands.Facts seen = Lookout.observe(loop, hands);
    Optional<Exception> outcome = failure;
    loop.execute(() -> ended(action, outcome, seen));
  }

  /** The promise comes first, on disk; then the deed that it allows others to rely on. */
  private void perform(Action action, ClusterState state) throws Exception {
    switch (action) {
      case Action.Promise promise -> persist(promise.epoch());
      case Action.Revoke revoke -> {
        persist(revoke.epoch());
        hands.perform(action, state);
      }
      case Action.StepDown stepDown -> {
        persist(stepDown.epoch());
        hands.perform(action, state);
      }
      case Action.ShutDown _ -> {
        promises.requireCurrent(action.epoch());
        drain(state);
        promises.requireCurrent(action.epoch());
        hands.perform(action, state);
      }
      case Action.Found _,
          Action.StartRecruit _,
          Action.StartInPlace _,
          Action.Follow _,
          Action.Promote _,
          Action.ApplySync _,
          Action.SetGate _,
          Action.Checkpoint _,
          Action.CheckFork _,
          Action.Rewind _,
          Action.Clone _ -> {
        promises.requireCurrent(action.epoch());
        hands.perform(action, state);
      }
    }
  }

  /**
   * A primary that shuts down because an operator wants another one can wait for a moment. An order
   * that is taken back meanwhile has changed nothing yet.
   *
   * <p>Until this returns the node is reported as it is: it serves. Whoever takes the order back
   * sees that report, and takes the rollback for finished. So the end of the wait is noted before
   * the plan is asked for the last time: one of the two, the report or this, sees the other.
   */
  private void drain(ClusterState state) throws InterruptedException {
    Optional<Duration> bound =
        state.orders().switchover().map(Orders.Switchover::drain).filter(Duration::isPositive);
    if (bound.isPresent()) {
      hands.letTransactionsEnd(bound.get(), () -> wantedStill);
    }
    draining = false;
    if (!wantedStill) {
      throw new InterruptedException("the order was taken back");
    }
  }

  private void persist(io.saksi.core.model.Epoch epoch) throws IOException {
    promises.persistPromise(epoch);
  }

  private void ended(Action action, Optional<Exception> failure, Hands.Facts seen) {
    count++;
    Duration took = clock.get().since(running.orElseThrow().since());
    running = Optional.empty();
    if (failure.isEmpty()) {
      LOG.info("done {} in {} ms", action, took.toMillis());
      failed = Optional.empty();
      pause = FIRST_PAUSE;
      trouble = List.of();
    } else if (failure.get() instanceof InterruptedException) {
      LOG.info("called off {} after {} ms", action, took.toMillis());
    } else {
      failed(action, failure.get());
    }
    done.accept(seen);
  }

  private void failed(Action action, Exception failure) {
    LOG.warn("failed {}: {}", action, failure.toString());
    LOG.debug("failed {}", action, failure);
    pause =
        failed.equals(Optional.of(action)) && pause.compareTo(LONGEST_PAUSE) < 0
            ? pause.multipliedBy(2)
            : failed.equals(Optional.of(action)) ? pause : FIRST_PAUSE;
    failed = Optional.of(action);
    notBefore = Optional.of(clock.get().plus(pause));
    String reason = failure.getMessage() == null ? failure.toString() : failure.getMessage();
    trouble = List.of(action.getClass().getSimpleName() + ": " + reason);
  }
}
