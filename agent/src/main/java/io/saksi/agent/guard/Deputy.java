package io.saksi.agent.guard;

import io.saksi.agent.os.ElapsedClock;
import io.saksi.agent.os.OsException;
import io.saksi.agent.os.PidFd;
import io.saksi.core.model.Moment;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/**
 * Stands by for the guard in a process of its own. Where the guard was killed together with its
 * agent, or is stopped or hangs, somebody has to keep the deadline: PostgreSQL would serve on with
 * no lease. Reads the deadline from the same shared memory, and needs neither of the two.
 *
 * <p>It ends when another deputy has taken its place, and when its guard is gone with nothing
 * armed: only an agent that sees a guard's heartbeat arms, so that nothing can be armed any more.
 */
final class Deputy {
  private static final Duration LOOK_EVERY = Duration.ofMillis(500);

  /** Longer than an agent takes a dead guard for a living one. */
  static final Duration LINGERS = GuardFile.GUARD_IS_STALE_AFTER.multipliedBy(3);

  private final GuardFile file;
  private final long self = ProcessHandle.current().pid();
  private final ElapsedClock clock = new ElapsedClock();
  private Optional<Moment> aloneSince = Optional.empty();

  private Deputy(GuardFile file) {
    this.file = file;
  }

  /** Blocks for as long as it is needed. */
  static void run(Path runDirectory, Optional<PostgresProcesses> postgres, GuardLog log)
      throws GuardFileException, InterruptedException {
    GuardFile file = GuardFile.open(runDirectory);
    rehearse(runDirectory, log);
    Standing.take("saksi-deputy", log);
    AddressRemoval removal = new AddressRemoval(ProcessBuilder::start, log);
    AddressWatch addresses = AddressWatch.ofDeputy(file, runDirectory, removal, log);
    DeadlineWatch.ofDeputy(file, "PostgreSQL", GuardMain.killer(postgres), log).start();
    addresses.start();
    ignoreTheWordToStop();
    Deputy deputy = new Deputy(file);
    file.deputyIs(deputy.self);
    deputy.standBy();
    log.say("is not needed any more");
    log.close();
  }

  private void standBy() {
    while (isNeeded(clock.now())) {
      LockSupport.parkNanos(LOOK_EVERY.toNanos());
    }
  }

  private boolean isNeeded(Moment now) {
    if (file.deputyPid() != self) {
      return false;
    }
    if (file.armed().isPresent() || guardLives()) {
      aloneSince = Optional.empty();
      return true;
    }
    aloneSince = Optional.of(aloneSince.orElse(now));
    return now.since(aloneSince.get()).compareTo(LINGERS) < 0;
  }

  private boolean guardLives() {
    long guard = file.guardPid();
    try (PidFd held = guard == 0 ? null : PidFd.open(guard).orElse(null)) {
      return held != null && !held.hasExited();
    } catch (OsException e) {
      return true; // not known, so not gone
    }
  }

  /** Whoever stops everything at once by a signal must not stop this before the rest is down. */
  private static void ignoreTheWordToStop() {
    Thread main = Thread.currentThread();
    Runnable hook =
        () -> {
          try {
            main.join();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        };
    Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().name("stay").unstarted(hook));
  }

  private static void rehearse(Path runDirectory, GuardLog log) throws InterruptedException {
    try {
      Rehearsal.run(runDirectory.resolve("rehearsal-of-the-deputy"), log);
    } catch (IOException | GuardFileException | OsException e) {
      log.say("WARNING: " + e.getMessage());
    }
  }
}
