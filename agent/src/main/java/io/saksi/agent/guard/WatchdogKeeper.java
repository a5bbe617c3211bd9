package io.saksi.agent.guard;

import io.saksi.agent.os.ElapsedClock;
import io.saksi.agent.os.OsException;
import io.saksi.agent.os.Watchdog;
import io.saksi.core.model.Moment;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;

/**
 * Feeds the machine's watchdog while a deadline is armed, and only while the guard itself is fit to
 * keep it: it looks, and what it had to kill is dead. Otherwise the machine is reset. On a thread
 * of its own, for a driver may hang: then nobody feeds, as it should be.
 *
 * <p>A node that serves in no epoch needs none: with nothing armed for a while, the watchdog is
 * told to stop, so that the end of a standby's guard resets no machine. Where it cannot be told, it
 * is fed until the guard's end.
 */
final class WatchdogKeeper {
  private static final Duration LOOK_EVERY = Duration.ofMillis(100);
  static final Duration RELEASED_AFTER = Duration.ofSeconds(10);
  private static final Duration LAST_STEP = Duration.ofSeconds(1);
  private static final int SECONDS_WITHOUT_A_LEASE = 10;

  private final GuardFile file;
  private final Watchdog.Opener opener;
  private final Predicate<Moment> guardIsFit;
  private final GuardLog log;
  private final ElapsedClock clock = new ElapsedClock();
  private Optional<Watchdog> open = Optional.empty();
  private int timeout;
  private Optional<Moment> idleSince = Optional.empty();
  private boolean fits;
  private boolean refused;
  private boolean starving;
  private volatile boolean over;
  private final Thread thread = Thread.ofPlatform().daemon().name("watchdog").unstarted(this::run);

  WatchdogKeeper(
      GuardFile file, Watchdog.Opener opener, Predicate<Moment> guardIsFit, GuardLog log) {
    this.file = file;
    this.opener = opener;
    this.guardIsFit = guardIsFit;
    this.log = log;
  }

  /**
   * Opens it once and lets go again: what is wrong with it is to be known at the start.
   *
   * @throws OsException with the remedy
   */
  void tryOut() {
    Watchdog watchdog = opener.open();
    if (watchdog.canStop()) {
      watchdog.stop();
    } else {
      log.say("the watchdog cannot be stopped again: it is fed until the guard ends");
      open = Optional.of(watchdog);
      timeout = watchdog.timeout(SECONDS_WITHOUT_A_LEASE);
    }
  }

  void start() {
    thread.start();
  }

  private void run() {
    while (!over) {
      keep(clock.now());
      LockSupport.parkNanos(LOOK_EVERY.toNanos());
    }
    // A clean end: nothing is armed, so that nobody has to be stopped.
    open.ifPresent(Watchdog::stop);
    file.watchdogReleased();
  }

  /**
   * For a clean end with nothing armed; whatever else ends the guard leaves the timer running.
   * Blocks for a second at most.
   */
  void end() throws InterruptedException {
    over = true;
    thread.join(LAST_STEP);
  }

  /** One look. */
  void keep(Moment now) {
    Optional<Armed> armed = file.armed();
    try {
      if (armed.isPresent() && !fits && !refused) {
        take(armed.get(), now);
      }
      if (open.isPresent()) {
        feed(open.get(), now);
        releaseIfIdle(open.get(), armed.isPresent(), now);
      }
    } catch (OsException e) {
      refuse(e.getMessage());
    }
    refused &= armed.isPresent(); // the next reign tries again
    fits &= armed.isPresent(); // and may have another lease
  }

  /** The machine is to be down before its lease is over: rounded down, from when it was armed. */
  private void take(Armed armed, Moment now) {
    int wanted = (int) Math.max(1, armed.deadline().since(now).toSeconds());
    Watchdog watchdog = open.orElseGet(opener::open);
    open = Optional.of(watchdog);
    int granted = watchdog.timeout(wanted);
    timeout = granted;
    if (granted > wanted) {
      if (watchdog.canStop()) {
        watchdog.stop();
        open = Optional.empty();
      }
      refuse(
          "cannot reset within %d s, but only within %d s, after the lease: use a longer lease"
              .formatted(wanted, granted));
      return;
    }
    fits = true;
    log.say("the watchdog resets this machine after " + granted + " s without the guard");
  }

  private void feed(Watchdog watchdog, Moment now) {
    if (guardIsFit.test(now)) {
      watchdog.feed();
      if (fits) {
        file.watchdogFed(now, timeout); // one that is too slow for the lease is no rung
      }
      starving = false;
    } else if (!starving) {
      starving = true;
      log.say("THE WATCHDOG IS NOT FED: what had to be killed is not dead; the machine is reset");
    }
  }

  private void releaseIfIdle(Watchdog watchdog, boolean armed, Moment now) {
    idleSince = armed ? Optional.empty() : Optional.of(idleSince.orElse(now));
    boolean idle =
        idleSince.map(since -> now.since(since).compareTo(RELEASED_AFTER) >= 0).orElse(false);
    if (idle && watchdog.canStop()) {
      watchdog.stop();
      open = Optional.empty();
      file.watchdogReleased();
      log.say("the watchdog is stopped: nothing is armed");
    }
  }

  private void refuse(String why) {
    if (!refused) {
      log.say("WARNING: no watchdog: " + why);
    }
    refused = true;
    file.watchdogReleased();
  }
}
