package io.saksi.agent.node;

import io.saksi.agent.loop.EventLoop;
import io.saksi.core.command.Command;
import io.saksi.core.model.Epoch;
import io.saksi.core.model.Moment;
import io.saksi.core.model.Position;
import io.saksi.core.model.Reign;
import io.saksi.core.model.Settings;
import io.saksi.wire.CommandResult;
import io.saksi.wire.LogEntry;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The lease of this node while it is the primary. The deadline counts from before a renewal was
 * sent, so that whatever the way to the log takes is on our account; and it counts only once the
 * renewal was applied. Confined to the event loop.
 */
final class LeaseKeeper {
  private static final Logger LOG = LoggerFactory.getLogger(LeaseKeeper.class);

  /**
   * Renewals on their way at once: when the leader dies, the next one must not wait for the answer
   * to the last.
   */
  private static final int MAX_ON_THEIR_WAY = 4;

  private static final Duration RETRY = Duration.ofMillis(50);
  private static final Duration LONG = Duration.ofHours(1);

  private final EventLoop loop;
  private final String self;
  private final Supplier<Moment> clock;
  private final LeaseGuard guard;
  private final Function<LogEntry, CompletableFuture<CommandResult>> log;
  private final Runnable renewed;

  private Optional<Moment> deadline = Optional.empty();
  private Optional<Moment> lastSent = Optional.empty();
  private int onTheirWay;
  private long number;
  private boolean guardMissed;
  private boolean renewedOnce;
  private Optional<Epoch> served = Optional.empty();

  LeaseKeeper(
      EventLoop loop,
      String self,
      Supplier<Moment> clock,
      LeaseGuard guard,
      Function<LogEntry, CompletableFuture<CommandResult>> log,
      Runnable renewed) {
    this.loop = loop;
    this.self = self;
    this.clock = clock;
    this.guard = guard;
    this.log = log;
    this.renewed = renewed;
  }

  /**
   * A lease outlives its agent: one that restarts within it adopts the running PostgreSQL and goes
   * on.
   */
  void inherit(Epoch serves) {
    deadline =
        guard.armed().filter(armed -> armed.epoch().equals(serves)).map(LeaseGuard.Armed::deadline);
  }

  Optional<Moment> deadline() {
    return deadline;
  }

  Optional<Duration> remaining() {
    return deadline.map(d -> d.since(clock.get()));
  }

  /**
   * Whether this reign lies before what this node knew already: it has a lease only where it has
   * applied the opening. An agent that restarted sees its log replayed; to act on what it says on
   * the way would close a gate that is rightly open.
   */
  boolean isPast(Reign reign) {
    return deadline.isPresent()
        && guard
            .armed()
            .map(armed ->
                reign.epoch().isBefore(armed.epoch())
                    || (reign.epoch().equals(armed.epoch()) && !(reign instanceof Reign.Open)))
            .orElse(false);
  }

  /**
   * Sends a renewal if one is due.
   *
   * @param floor what enough standbys have flushed
   * @param end how far this node's own WAL reaches
   */
  void renew(Epoch epoch, Settings settings, Optional<Position> floor, Optional<Position> end) {
    loop.assertInside();
    Moment now = clock.get();
    boolean due =
        lastSent.map(sent -> now.since(sent).compareTo(settings.renewInterval()) >= 0).orElse(true);
    if (!due || onTheirWay >= MAX_ON_THEIR_WAY || !guardIsThere(now)) {
      return;
    }
    lastSent = Optional.of(now);
    onTheirWay++;
    Command renewal = new Command.Renew(epoch, ++number, settings.leaseTtl(), floor, end);
    var _ =
        log.apply(new LogEntry(OptionalLong.empty(), renewal, self))
            .whenComplete((result, failure) ->
                loop.execute(() ->
                    answered(epoch, now.plus(settings.leaseTtl()), settings, result, failure)));
  }

  /**
   * How long there is nothing to do about the lease: until the next renewal, or the time to close.
   */
  Duration dueIn(Settings settings, Moment now) {
    Duration renewal =
        served.isEmpty()
            ? LONG
            : lastSent
                .map(sent -> settings.renewInterval().minus(now.since(sent)))
                .orElse(Duration.ZERO);
    Duration close =
        deadline.map(until -> until.since(now).minus(settings.closeAhead())).orElse(LONG);
    return renewal.compareTo(close) < 0 ? renewal : close;
  }

  private boolean guardIsThere(Moment now) {
    boolean alive = guard.isAlive(now);
    if (!alive && !guardMissed) {
      LOG.error(
          "the guard does not show a heartbeat: the lease is not renewed, so that this node"
              + " closes");
    }
    guardMissed = !alive;
    return alive;
  }

  private void answered(
      Epoch epoch, Moment until, Settings settings, CommandResult result, Throwable failure) {
    onTheirWay--;
    if (failure != null) {
      LOG.debug("renewal of epoch {}: {}", epoch, failure.getMessage());
      // Most often the leader is not known yet, as after a restart: what is left of the lease is
      // short.
      lastSent = Optional.of(clock.get().minus(settings.renewInterval()).plus(RETRY));
      loop.after(RETRY, renewed);
      return;
    }
    switch (result) {
      case CommandResult.Refused refused ->
          LOG.info("renewal of epoch {} refused: {}", epoch, refused.reason());
      case CommandResult.Applied _ -> granted(epoch, until, settings);
    }
  }

  private void granted(Epoch epoch, Moment until, Settings settings) {
    Moment kill = until.minus(settings.killAhead());
    boolean later = deadline.map(d -> d.isBefore(until)).orElse(true);
    // What is over already gives nothing, and would only have the guard kill a closed PostgreSQL.
    boolean lasts = clock.get().isBefore(kill);
    if (later && lasts && served.equals(Optional.of(epoch))) {
      if (!renewedOnce) {
        LOG.info(
            "the first renewal by this agent, of epoch {}: {} ms of the lease before it were left",
            epoch,
            remaining().map(Duration::toMillis).orElse(0L));
        renewedOnce = true;
      }
      deadline = Optional.of(until);
      guard.arm(epoch, kill);
      renewed.run();
      // Looked at again when it would be time to close, to the millisecond: the guard kills soon
      // after.
      loop.after(settings.leaseTtl().minus(settings.closeAhead()), renewed);
    }
  }

  /**
   * In which epoch this node serves, if it does. An answer that arrives after it stopped to must
   * not arm the guard again, nor one to an earlier reign of its own: the gate of a reign opens on
   * that reign's renewals alone, for its successor waits for no others (I2).
   */
  void serving(Optional<Epoch> epoch) {
    served = epoch;
  }

  /** The gate is closed and verified, or every process is dead: there is nothing left to guard. */
  void release() {
    loop.assertInside();
    deadline = Optional.empty();
    lastSent = Optional.empty();
    guard.disarm();
  }
}
