package io.saksi.agent.boot;

import io.grpc.StatusRuntimeException;
import io.saksi.agent.node.LeaseGuard;
import io.saksi.agent.node.Promises;
import io.saksi.agent.peer.Channels;
import io.saksi.core.command.Command;
import io.saksi.core.model.Endpoint;
import io.saksi.core.model.Epoch;
import io.saksi.core.model.Moment;
import io.saksi.proto.v1.ProposeReply;
import io.saksi.proto.v1.ProposeRequest;
import io.saksi.wire.CommandResult;
import io.saksi.wire.LogEntry;
import io.saksi.wire.MalformedMessage;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a primary's lease while its new agent starts. The guard kills PostgreSQL at the old
 * deadline, and a Raft peer may need longer than what is left to start and to hear its leader, so
 * the first renewal does not wait for it: the other members are asked at once, and whoever leads
 * writes it to the log.
 *
 * <p>It is as safe as any renewal: the log refuses it once another epoch has begun, the deadline
 * counts from before it was sent, and the guard is armed only after it was applied. The dead
 * agent's PostgreSQL served by the deadline that the guard enforces, and does so still; whether it
 * is alive is looked at afterwards, by the agent that goes on.
 */
final class InheritedLease implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(InheritedLease.class);
  private static final Duration PAUSE = Duration.ofMillis(50);

  /** Once it is renewed there is time; it goes on until the agent's own renewals take over. */
  private static final Duration PAUSE_WHEN_RENEWED = Duration.ofMillis(500);

  private static final Duration ASK_BOUND = Duration.ofSeconds(1);
  private static final Duration JOIN_BOUND = Duration.ofSeconds(2);

  private final String self;
  private final Supplier<Moment> clock;
  private final LeaseGuard guard;
  private final LeaseGuard.Armed armed;
  private final LeaseHint hint;
  private final Channels channels;
  private final CountDownLatch settled = new CountDownLatch(1);
  private final CountDownLatch over = new CountDownLatch(1);
  private volatile Moment deadline;
  private List<Thread> askers = List.of();

  private InheritedLease(
      String self,
      Supplier<Moment> clock,
      LeaseGuard guard,
      LeaseGuard.Armed armed,
      LeaseHint hint,
      Channels channels) {
    this.self = self;
    this.clock = clock;
    this.guard = guard;
    this.armed = armed;
    this.hint = hint;
    this.channels = channels;
    deadline = armed.deadline();
  }

  /** Begins to ask; empty where there is no lease that could go on. */
  static Optional<InheritedLease> begin(
      String self,
      Path runDirectory,
      Supplier<Moment> clock,
      LeaseGuard guard,
      Promises promises,
      Channels channels) {
    Optional<LeaseGuard.Armed> armed = guard.armed().filter(a -> mayGoOn(a, promises, clock.get()));
    Optional<LeaseHint> hint = armed.flatMap(_ -> LeaseHint.read(runDirectory));
    return armed.flatMap(a -> hint.map(h -> started(self, clock, guard, a, h, channels)));
  }

  private static InheritedLease started(
      String self,
      Supplier<Moment> clock,
      LeaseGuard guard,
      LeaseGuard.Armed armed,
      LeaseHint hint,
      Channels channels) {
    LOG.info(
        "the lease of epoch {} goes on: {} ms left, {} ms after this process began",
        armed.epoch(),
        armed.deadline().since(clock.get()).toMillis(),
        age());
    InheritedLease lease = new InheritedLease(self, clock, guard, armed, hint, channels);
    lease.askers =
        hint.others().stream()
            .map(at -> Thread.ofVirtual().name("saksi-inherited").start(() -> lease.ask(at)))
            .toList();
    return lease;
  }

  /** Of this process in milliseconds, by the wall clock: for people. */
  private static long age() {
    return ProcessHandle.current()
        .info()
        .startInstant()
        .map(began -> Duration.between(began, Instant.now()).toMillis())
        .orElse(-1L);
  }

  /** A node that promised a later epoch serves no longer, whatever its guard is armed for. */
  private static boolean mayGoOn(LeaseGuard.Armed armed, Promises promises, Moment now) {
    Epoch serves = promises.serves();
    return armed.epoch().equals(serves)
        && !serves.isBefore(promises.promised())
        && now.isBefore(armed.deadline());
  }

  /** Waits for the renewal, for at most {@code bound}; it may still come later. */
  void await(Duration bound) throws InterruptedException {
    var _ = settled.await(bound.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void ask(Endpoint member) {
    try {
      boolean ended = false;
      while (!ended && clock.get().isBefore(deadline)) {
        Moment sent = clock.get();
        if (guard.isAlive(sent)) {
          propose(member).ifPresent(result -> answered(sent, result));
        }
        Duration pause = settled.getCount() > 0 ? PAUSE : PAUSE_WHEN_RENEWED;
        ended = over.await(pause.toMillis(), TimeUnit.MILLISECONDS);
      }
    } catch (InterruptedException e) {
      LOG.debug("no longer asking {}", member);
    }
  }

  private Optional<CommandResult> propose(Endpoint member) {
    Command renewal = new Command.Renew(armed.epoch(), 0, hint.ttl(), Optional.empty());
    LogEntry entry = new LogEntry(OptionalLong.empty(), renewal, self);
    try {
      ProposeReply reply =
          channels
              .blocking(member)
              .withDeadlineAfter(ASK_BOUND.toMillis(), TimeUnit.MILLISECONDS)
              .propose(ProposeRequest.newBuilder().setEntry(entry.encode()).build());
      return reply.hasResult()
          ? Optional.of(CommandResult.decode(reply.getResult()))
          : Optional.empty();
    } catch (StatusRuntimeException | MalformedMessage e) {
      LOG.debug("asking {} for the lease: {}", member, e.getMessage());
      channels.wake();
      return Optional.empty();
    }
  }

  private synchronized void answered(Moment sent, CommandResult result) {
    if (over.getCount() == 0) {
      return;
    }
    switch (result) {
      case CommandResult.Refused refused -> {
        LOG.info("the lease of epoch {} does not go on: {}", armed.epoch(), refused.reason());
        over.countDown();
      }
      case CommandResult.Applied _ -> renewed(sent.plus(hint.ttl()).minus(hint.killAhead()));
    }
    settled.countDown();
  }

  private void renewed(Moment until) {
    if (settled.getCount() > 0) {
      LOG.info(
          "the lease of epoch {} is renewed: {} ms were left, {} ms after this process began",
          armed.epoch(),
          deadline.since(clock.get()).toMillis(),
          age());
    }
    if (deadline.isBefore(until)) {
      deadline = until;
      guard.arm(armed.epoch(), until);
    }
  }

  /** Ends the asking; from here on the guard is not touched any more. */
  @Override
  public void close() {
    synchronized (this) {
      over.countDown();
    }
    askers.forEach(Thread::interrupt);
    try {
      for (Thread asker : askers) {
        var _ = asker.join(JOIN_BOUND);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
