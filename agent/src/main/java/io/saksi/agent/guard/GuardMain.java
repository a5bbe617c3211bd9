package io.saksi.agent.guard;

import io.saksi.agent.os.ElapsedClock;
import io.saksi.agent.os.KillResult;
import io.saksi.agent.os.OsException;
import io.saksi.agent.os.OwnProcess;
import io.saksi.core.model.Moment;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * {@code saksi guard}. Ends with the agent's exit status: 0 when the agent stopped on purpose, 78
 * when it (or the guard itself) cannot run as configured; 75 when another guard is at work here.
 */
public final class GuardMain {
  private static final int ANOTHER_GUARD = 75; // EX_TEMPFAIL of sysexits.h

  /** How long the guard outlives its agent for the sake of a deadline. */
  private static final Duration LAST_DEADLINE_WITHIN = Duration.ofSeconds(60);

  private static final Duration LOOK_EVERY = Duration.ofMillis(10);

  private final GuardArguments arguments;
  private final GuardLog log;
  private final ElapsedClock clock = new ElapsedClock();

  private GuardMain(GuardArguments arguments) {
    this.arguments = arguments;
    this.log = new GuardLog(arguments.log());
  }

  public static void main(String[] args) {
    int status;
    try {
      status = new GuardMain(GuardArguments.parse(List.of(args))).run();
    } catch (RunDirectory.InUseException e) {
      status = complain(e, ANOTHER_GUARD);
    } catch (IllegalArgumentException | GuardFileException | OsException | IOException e) {
      status = complain(e, Supervisor.CONFIGURATION_ERROR);
    } catch (InterruptedException e) {
      throw new AssertionError("nobody interrupts this thread", e);
    }
    // Not exit(): a signal may have begun the JVM's own end, whose hook waits for this thread.
    Runtime.getRuntime().halt(status);
  }

  private int run() throws IOException, GuardFileException, InterruptedException {
    try (RunDirectory runDirectory = RunDirectory.take(arguments.runDirectory())) {
      return guard(runDirectory.path());
    }
  }

  private int guard(Path runDirectory)
      throws IOException, GuardFileException, InterruptedException {
    OwnProcess.becomeSubreaper();
    Optional<PostgresProcesses> postgres = arguments.dataDirectory().map(PostgresProcesses::new);
    GuardFile file = openOrCreate(runDirectory);
    file.guardIs(ProcessHandle.current().pid());
    new DeadlineWatch(file, "PostgreSQL", killer(postgres), log).start();
    new AddressWatch(file, runDirectory, log).start();
    rehearse(runDirectory);
    Reaper reaper = new Reaper();
    reaper.start();
    Orphans orphans = new Orphans(runDirectory, postgres);
    Supervisor supervisor = new Supervisor(arguments.agentCommand(), file, orphans, reaper, log);
    stopOnSignal(supervisor);
    log.say(OwnProcess.lockMemory() ? "its memory is locked" : "may not lock its memory");
    try {
      return supervisor.run();
    } finally {
      guardToTheEnd(file);
      log.close();
    }
  }

  private GuardFile openOrCreate(Path runDirectory) throws GuardFileException {
    try {
      return GuardFile.open(runDirectory);
    } catch (GuardFileException e) {
      return switch (e.problem()) {
        case MISSING, OF_ANOTHER_BOOT -> GuardFile.create(runDirectory);
        case CANNOT_WRITE -> throw e;
        case UNREADABLE -> {
          log.say(e.getMessage() + "; PostgreSQL is ended, for its deadline may be over");
          GuardFile file = GuardFile.create(runDirectory);
          file.armForWhatCannotBeRead();
          yield file;
        }
      };
    }
  }

  private static DeadlineWatch.Killer killer(Optional<PostgresProcesses> postgres) {
    return bound ->
        postgres.isPresent()
            ? postgres.get().occupants().killAll(bound)
            : new KillResult.AllDead(0, Duration.ZERO); // a witness
  }

  private void rehearse(Path runDirectory) throws InterruptedException {
    try {
      Rehearsal.run(runDirectory, log);
    } catch (IOException | GuardFileException | OsException e) {
      log.say("WARNING: " + e.getMessage()); // guarding badly is better than not at all
    }
  }

  /** SIGTERM, SIGINT and SIGHUP: the hook only passes the word on, and leaves the end to main. */
  private static void stopOnSignal(Supervisor supervisor) {
    Thread main = Thread.currentThread();
    Duration bound = LAST_DEADLINE_WITHIN.multipliedBy(2).plus(Orphans.ATTEMPT).plusSeconds(1);
    Runnable hook =
        () -> {
          try {
            supervisor.stop();
            main.join(bound);
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        };
    Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().name("stop").unstarted(hook));
  }

  /**
   * No agent is left to renew or disarm. An armed deadline is waited for, and PostgreSQL is killed
   * then; one that is too far away, or unreasonable, is brought forward.
   */
  private void guardToTheEnd(GuardFile file) throws InterruptedException {
    if (file.armed().isPresent()) {
      log.say("no agent is left, and a deadline is armed: waiting for it");
    }
    awaitDisarmed(file);
    Optional<Armed> armed = file.armed();
    if (armed.isPresent()) {
      file.bringForward(armed.get(), clock.now());
      awaitDisarmed(file);
    }
  }

  private void awaitDisarmed(GuardFile file) throws InterruptedException {
    Moment end = clock.now().plus(LAST_DEADLINE_WITHIN);
    while (file.armed().isPresent() && clock.now().isBefore(end)) {
      Thread.sleep(LOOK_EVERY);
    }
  }

  private static int complain(Exception e, int status) {
    System.err.println("saksi guard: " + e.getMessage());
    return status;
  }
}
