package io.saksi.agent.guard;

import io.saksi.agent.os.ElapsedClock;
import io.saksi.agent.os.KillResult;
import io.saksi.agent.os.Occupants;
import io.saksi.agent.os.OwnProcess;
import io.saksi.core.model.Moment;
import java.time.Duration;
import java.util.Optional;

/**
 * Kills PostgreSQL at the deadline, and beats while it is able to. A thread of its own, ahead of
 * ordinary work where it may; it reads shared memory and /proc, and waits for nothing else: not for
 * the agent, the log or a disk.
 */
final class DeadlineWatch {
  /** One attempt; they are repeated for as long as a process lives. */
  private static final Duration ATTEMPT = Duration.ofMillis(500);

  /** Longer than an attempt, and than some looks. */
  private static final Duration FRESH = ATTEMPT.plus(Duration.ofMillis(150));

  /**
   * How long after the deadline the guard's deputy kills what the guard has not. The deadline is
   * armed ahead of the lease's end by more than this and a kill take (decision 0003).
   */
  static final Duration DEPUTY_GRACE = Duration.ofMillis(25);

  private final GuardFile file;
  private final WatchRecord record;
  private final Duration grace;
  private final String name;
  private final Killer postgres;
  private final GuardLog log;
  private final ElapsedClock clock = new ElapsedClock();
  private volatile Moment lookedAt = new Moment(0);
  private volatile boolean powerless;

  private DeadlineWatch(
      GuardFile file,
      WatchRecord record,
      Duration grace,
      String name,
      Killer postgres,
      GuardLog log) {
    this.file = file;
    this.record = record;
    this.grace = grace;
    this.name = name;
    this.postgres = postgres;
    this.log = log;
  }

  /** The guard's own. */
  static DeadlineWatch ofGuard(GuardFile file, String name, Killer postgres, GuardLog log) {
    return new DeadlineWatch(file, file.guardRecord(), Duration.ZERO, name, postgres, log);
  }

  /** Leaves the guard a moment: who is there in time is not to be competed with. */
  static DeadlineWatch ofDeputy(GuardFile file, String name, Killer postgres, GuardLog log) {
    return new DeadlineWatch(file, file.deputyRecord(), DEPUTY_GRACE, name, postgres, log);
  }

  void start() {
    Thread.ofPlatform().daemon().name("deadline").start(this::run);
  }

  /** Whether it looks, and has not found that what it must kill does not die. */
  boolean isFit(Moment now) {
    return !powerless && now.since(lookedAt).compareTo(FRESH) <= 0;
  }

  private void run() {
    log.say(priority());
    while (true) {
      Duration pause = GuardFile.LONGEST_LOOK;
      // Before the look: what comes after it is not waited for.
      long orders = file.orders();
      try {
        lookedAt = clock.now();
        pause = look();
        lookedAt = clock.now();
        record.beat(lookedAt);
      } catch (RuntimeException | Error e) {
        // No heartbeat: a guard that cannot look is none. It tries again all the same.
        log.say(e);
      }
      file.awaitOrder(orders, pause);
    }
  }

  private static String priority() {
    if (OwnProcess.makeThisThreadRealTime()) {
      return "runs with real-time priority";
    }
    return OwnProcess.favourThisThread()
        ? "may not have real-time priority: runs with the highest ordinary one"
        : "may not have real-time priority";
  }

  /** Returns the time until the next look. */
  Duration look() {
    Moment now = clock.now();
    Optional<Armed> armed = file.armed();
    if (armed.isEmpty()) {
      powerless = false;
      return GuardFile.LONGEST_LOOK;
    }
    long left = armed.get().deadline().plus(grace).nanos() - now.nanos();
    if (left > 0) {
      // Of what did not die once, agent or deputy has verified the end since: nothing has to now.
      powerless = false;
      return Duration.ofNanos(Math.min(left, GuardFile.LONGEST_LOOK.toNanos()));
    }
    kill(armed.get(), now);
    return Duration.ZERO;
  }

  private void kill(Armed armed, Moment started) {
    record.killBegins(armed.generation());
    switch (postgres.killAll(ATTEMPT)) {
      case KillResult.AllDead dead -> {
        powerless = false;
        Moment ended = clock.now();
        record.killIsDone(armed, started, ended);
        log.say(new KillReport(name, armed, dead.killed(), started, ended));
      }
      case KillResult.StillAlive alive -> {
        powerless = true;
        log.say(new SurvivorReport(alive));
      }
    }
  }

  /** What is to be killed: blocks for about the bound, see {@link Occupants#killAll}. */
  interface Killer {
    KillResult killAll(Duration bound);
  }

  // Texts are made by the log's thread: here even that could mean to load code from a stalled disk.

  private record KillReport(String name, Armed armed, int killed, Moment started, Moment ended) {
    @Override
    public String toString() {
      return "%s: %s of epoch %s is dead, %d processes killed; begun %d us after the deadline, took %d us"
          .formatted(
              Kill.reasonFor(armed.epoch()),
              name,
              armed.epoch(),
              killed,
              started.since(armed.deadline()).toNanos() / 1_000,
              ended.since(started).toNanos() / 1_000);
    }
  }

  private record SurvivorReport(KillResult.StillAlive alive) {
    @Override
    public String toString() {
      return "NOT DEAD after the deadline, trying on: " + alive;
    }
  }
}
