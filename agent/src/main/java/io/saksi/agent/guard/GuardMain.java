package io.saksi.agent.guard;

import io.saksi.agent.os.ControlGroup;
import io.saksi.agent.os.ElapsedClock;
import io.saksi.agent.os.KernelWatchdog;
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

  private GuardMain(GuardArguments arguments, String name) {
    this.arguments = arguments;
    this.log = new GuardLog(arguments.log(), name);
  }

  public static void main(String[] args) {
    int status;
    try {
      status = begin(List.of(args));
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

  private static int begin(List<String> args)
      throws IOException, GuardFileException, InterruptedException {
    List<String> rest = args.isEmpty() ? args : args.subList(1, args.size());
    return switch (args.isEmpty() ? "" : args.getFirst()) {
      case DeputyKeeper.DEPUTY -> deputize(rest);
      case Upgrade.UPGRADE -> Upgrade.ask(GuardArguments.runDirectory(rest));
      default -> new GuardMain(GuardArguments.parse(args), "guard").run(args);
    };
  }

  private static int deputize(List<String> args) throws GuardFileException, InterruptedException {
    GuardMain main = new GuardMain(GuardArguments.parse(args), "deputy");
    Optional<PostgresProcesses> postgres = main.postgres(main.group());
    Deputy.run(main.arguments.runDirectory(), postgres, main.log);
    return 0;
  }

  private int run(List<String> args) throws IOException, GuardFileException, InterruptedException {
    try (RunDirectory runDirectory = RunDirectory.take(arguments.runDirectory())) {
      if (!runDirectory.isMemory()) {
        log.say(
            "WARNING: the run directory is on a disk, which may keep the guard waiting: give a"
                + " --run-dir on tmpfs, as /run is");
      }
      return guard(runDirectory.path(), args);
    }
  }

  private int guard(Path runDirectory, List<String> args)
      throws IOException, GuardFileException, InterruptedException {
    OwnProcess.becomeSubreaper();
    Optional<ControlGroup> group = group();
    Optional<PostgresProcesses> postgres = postgres(group);
    GuardFile file = openOrCreate(runDirectory);
    file.guardIs(ProcessHandle.current().pid());
    Reaper reaper = new Reaper();
    AddressRemoval removal = new AddressRemoval(reaper::startChild, log);
    AddressWatch addresses = AddressWatch.ofGuard(file, runDirectory, removal, log);
    DeadlineWatch watch = DeadlineWatch.ofGuard(file, "PostgreSQL", killer(postgres), log);
    watch.start();
    addresses.start();
    Optional<WatchdogKeeper> watchdog = watchdog(file, watch);
    rehearse(runDirectory);
    reaper.start();
    DeputyKeeper deputies = new DeputyKeeper(args, reaper, log);
    deputies.start();
    Orphans orphans =
        new Orphans(
            runDirectory,
            postgres,
            pid -> pid == deputies.pid() || standsBy(file, pid) || removal.isRunning(pid));
    Supervisor supervisor = new Supervisor(arguments, group, file, orphans, reaper, log);
    stopOnSignal(supervisor);
    new Upgrade(runDirectory, file, args, log).start();
    Standing.take("saksi-guard", log);
    log.say(
        group
            .map(g -> "PostgreSQL is killed as the cgroup " + g.directory())
            .orElse(
                "no cgroup for PostgreSQL, its processes are looked for: start it with"
                    + " Delegate=yes"));
    postgres.ifPresent(PostgresProcesses::gather);
    try {
      return supervisor.run();
    } finally {
      guardToTheEnd(file);
      if (file.armed().isEmpty()) {
        deputies.end();
        if (watchdog.isPresent()) {
          watchdog.get().end();
        }
      }
      group.ifPresent(ControlGroup::discard);
      log.close();
    }
  }

  /** Named by the run directory, for the next guard of this node and the deputy to find it. */
  private Optional<ControlGroup> group() {
    String name = "saksi-%08x".formatted(arguments.runDirectory().toString().hashCode());
    return arguments.dataDirectory().flatMap(_ -> ControlGroup.below(name));
  }

  private Optional<PostgresProcesses> postgres(Optional<ControlGroup> group) {
    return arguments.dataDirectory().map(data -> new PostgresProcesses(data, group));
  }

  /** The deputy of the guard that this one was before an upgrade, until the next is there. */
  private boolean standsBy(GuardFile file, long pid) {
    return pid == file.deputyPid() && file.deputyIsAlive(clock.now());
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

  static DeadlineWatch.Killer killer(Optional<PostgresProcesses> postgres) {
    return bound ->
        postgres.isPresent()
            ? postgres.get().occupants().killAll(bound)
            : new KillResult.AllDead(0, Duration.ZERO); // a witness
  }

  private void rehearse(Path runDirectory) throws InterruptedException {
    try {
      Rehearsal.run(runDirectory.resolve("rehearsal"), log);
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

  /** The file is memory that another process writes: the kernel tells nobody of that. */
  private void awaitDisarmed(GuardFile file) throws InterruptedException {
    Moment end = clock.now().plus(LAST_DEADLINE_WITHIN);
    while (file.armed().isPresent() && clock.now().isBefore(end)) {
      Thread.sleep(LOOK_EVERY);
    }
  }

  private Optional<WatchdogKeeper> watchdog(GuardFile file, DeadlineWatch watch) {
    Optional<WatchdogKeeper> keeper =
        arguments
            .watchdog()
            .map(device ->
                new WatchdogKeeper(file, () -> KernelWatchdog.open(device), watch::isFit, log));
    try {
      keeper.ifPresent(WatchdogKeeper::tryOut);
    } catch (OsException e) {
      if (file.armed().isEmpty()) {
        throw e;
      }
      log.say("WARNING: " + e.getMessage()); // a deadline is armed: guarding badly is better
    }
    keeper.ifPresent(WatchdogKeeper::start);
    return keeper;
  }

  private static int complain(Exception e, int status) {
    System.err.println("saksi guard: " + e.getMessage());
    return status;
  }
}
