package io.saksi.agent.fence;

import io.saksi.agent.loop.EventLoop;
import io.saksi.core.command.Command;
import io.saksi.core.decide.Fencing;
import io.saksi.core.model.Epoch;
import io.saksi.core.model.FenceProof;
import io.saksi.core.model.Moment;
import io.saksi.core.model.NodeId;
import io.saksi.core.state.ClusterState;
import io.saksi.core.view.ClusterView;
import io.saksi.wire.CommandResult;
import io.saksi.wire.LogEntry;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has a silent former primary turned off while this node leads, and records the proof. One at a
 * time, never its own node; whether it may is asked of the log before each order to the device.
 * Beside it the lease goes on running out: whichever is first is recorded. Confined to the event
 * loop.
 */
public final class FenceDesk {
  private static final Logger LOG = LoggerFactory.getLogger(FenceDesk.class);

  /** After a failure or a veto; the next try is a whole one. */
  static final Duration RETRY = Duration.ofSeconds(5);

  private static final Duration PAUSE = Duration.ofMillis(500);

  /** Longer than Raft takes to commit where it can at all. */
  private static final Duration ANSWER_BOUND = Duration.ofSeconds(2);

  private final EventLoop loop;
  private final NodeId self;
  private final Supplier<Moment> clock;
  private final FenceConfig config;
  private final Function<LogEntry, CompletableFuture<CommandResult>> log;
  private Optional<Moment> notBefore = Optional.empty();
  private volatile boolean running;

  public FenceDesk(
      EventLoop loop,
      NodeId self,
      Supplier<Moment> clock,
      FenceConfig config,
      Function<LogEntry, CompletableFuture<CommandResult>> log) {
    this.loop = loop;
    this.self = self;
    this.clock = clock;
    this.config = config;
    this.log = log;
  }

  /** What a leader sees; called often. */
  public void look(ClusterState state, ClusterView view) {
    loop.assertInside();
    Moment now = clock.get();
    if (running || notBefore.map(now::isBefore).orElse(false)) {
      return;
    }
    Fencing.wanted(state, view, now)
        .filter(wanted -> mayFence(wanted.target()))
        .ifPresent(this::begin);
  }

  /** For tests: whether nothing is under way. */
  boolean isIdle() {
    return !running;
  }

  /** Also where the file names this node, as one file for all nodes does. */
  private boolean mayFence(NodeId target) {
    return !target.equals(self) && config.targets().containsKey(target);
  }

  private void begin(Command.AskFence wanted) {
    running = true;
    LOG.warn("{} is silent: its machine is turned off by the fence agent", wanted.target());
    Fencer fencer = new Fencer(config.targets().get(wanted.target()), PAUSE);
    loop.work(
        "saksi-fence",
        () -> {
          FenceResult result = fence(fencer, wanted);
          loop.execute(() -> ended(wanted, result));
        });
  }

  private FenceResult fence(Fencer fencer, Command.AskFence wanted) {
    try {
      return fencer.fence(wanted.deposed(), () -> isStillWanted(wanted));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new FenceResult.Failed("interrupted");
    } catch (RuntimeException e) {
      loop.broken(e);
      throw e;
    }
  }

  /** Yes only by an entry that was committed: whoever no longer leads gets none. */
  private boolean isStillWanted(Command.AskFence wanted) throws InterruptedException {
    try {
      CommandResult answer =
          log.apply(new LogEntry(OptionalLong.empty(), wanted, self.name()))
              .get(ANSWER_BOUND.toMillis(), TimeUnit.MILLISECONDS);
      return answer instanceof CommandResult.Applied;
    } catch (ExecutionException | TimeoutException e) {
      LOG.info("not known whether {} is still to be fenced: {}", wanted.target(), e.toString());
      return false;
    }
  }

  private void ended(Command.AskFence wanted, FenceResult result) {
    running = false;
    switch (result) {
      case FenceResult.Confirmed _ -> record(wanted.deposed(), wanted.target());
      case FenceResult.Vetoed vetoed -> later("a veto: " + vetoed.why(), wanted.target());
      case FenceResult.Failed failed -> later(failed.why(), wanted.target());
      case FenceResult.NotOurs _ -> later("it is not wanted any more", wanted.target());
    }
  }

  private void later(String why, NodeId target) {
    LOG.warn("{} was not fenced by the fence agent: {}", target, why);
    notBefore = Optional.of(clock.get().plus(RETRY));
  }

  /** Where this is lost, it is done again: turning off what is off is harmless. */
  private void record(Epoch deposed, NodeId target) {
    LOG.warn("the machine of {} is off, by the fence agent", target);
    running = true;
    Command proof = new Command.RecordFence(deposed, FenceProof.FENCE_AGENT);
    var _ =
        log.apply(new LogEntry(OptionalLong.empty(), proof, self.name()))
            .whenComplete((result, failure) ->
                loop.execute(() -> {
                  running = false;
                  LOG.info("{}: {}", proof, failure == null ? result : failure.getMessage());
                }));
  }
}
