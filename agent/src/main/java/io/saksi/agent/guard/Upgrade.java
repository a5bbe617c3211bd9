package io.saksi.agent.guard;

import io.saksi.agent.os.ElapsedClock;
import io.saksi.agent.os.Exec;
import io.saksi.agent.os.OsException;
import io.saksi.agent.os.OwnEntry;
import io.saksi.core.model.Moment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * A new guard in the old one's process: the service manager sees one process that never ended, and
 * PostgreSQL and its deadline stay. Until the new image has come up, for some tenths of a second,
 * the deputy keeps the deadline; so without a deputy there is no upgrade. The agent is started anew
 * by the new guard, and has what is left of its lease to go on.
 */
final class Upgrade {
  static final String UPGRADE = "--upgrade";

  private static final String NEXT = "guard.next";
  private static final Duration LOOK_EVERY = Duration.ofSeconds(1);
  private static final Duration ASK_EVERY = Duration.ofMillis(200);
  private static final Duration DONE_WITHIN = Duration.ofSeconds(30);
  private static final Path LAUNCHER = Path.of("bin", "saksi");

  private final Path runDirectory;
  private final GuardFile file;
  private final List<String> arguments;
  private final GuardLog log;
  private final ElapsedClock clock = new ElapsedClock();

  /**
   * @param arguments of this guard
   */
  Upgrade(Path runDirectory, GuardFile file, List<String> arguments, GuardLog log) {
    this.runDirectory = runDirectory;
    this.file = file;
    this.arguments = List.copyOf(arguments);
    this.log = log;
  }

  /** Waits for the word, on a daemon thread. */
  void start() {
    file.guardStarts();
    Thread.ofPlatform().daemon().name("upgrade").start(this::run);
  }

  private void run() {
    long known = file.upgradesAskedFor();
    while (true) {
      LockSupport.parkNanos(LOOK_EVERY.toNanos());
      long asked = file.upgradesAskedFor();
      if (asked != known) {
        known = asked;
        upgrade();
      }
    }
  }

  private void upgrade() {
    if (!file.deputyIsAlive(clock.now())) {
      log.say("not upgraded: there is no deputy to keep the deadline meanwhile");
      return;
    }
    try {
      log.say("becomes its next version");
      Exec.replaceThisProcess(command(next(runDirectory)));
    } catch (IOException | OsException e) {
      log.say("WARNING: not upgraded, the guard goes on as it is: " + e.getMessage());
    }
  }

  /** The launcher of the distribution that asked; empty where none did. */
  static Optional<Path> next(Path runDirectory) throws IOException {
    Path named = runDirectory.resolve(NEXT);
    if (!Files.exists(named)) {
      return Optional.empty();
    }
    Path launcher;
    try {
      launcher = Path.of(Files.readString(named).strip());
    } catch (InvalidPathException e) {
      throw new IOException(named + " names no file: " + e.getMessage(), e);
    }
    if (!launcher.isAbsolute() || !Files.isExecutable(launcher)) {
      throw new IOException(launcher + " cannot be executed");
    }
    return Optional.of(launcher);
  }

  private List<String> command(Optional<Path> next) {
    if (next.isEmpty()) {
      return OwnEntry.commandLine(); // no distribution: the same program again
    }
    String home = System.getProperty("saksi.home", "");
    String own = Path.of(home).resolve(LAUNCHER).toString();
    List<String> command = new ArrayList<>(List.of(next.get().toString(), "guard"));
    // The agent's command is among them, by the old distribution's name.
    arguments.forEach(word -> command.add(word.equals(own) ? next.get().toString() : word));
    return command;
  }

  /**
   * {@code saksi guard --upgrade --run-dir DIR}: asks the guard at work there. Blocks until it has
   * become the version that asks, and its new agent lives: until then the others still show what
   * the former one said last, and whoever goes on to the next node would take a second agent away.
   *
   * @return 0, or 1 where it did not
   */
  static int ask(Path runDirectory) throws GuardFileException, IOException {
    GuardFile file = GuardFile.open(runDirectory);
    ElapsedClock clock = new ElapsedClock();
    if (!file.guardIsAlive(clock.now())) {
      System.err.println("saksi guard: no guard is at work in " + runDirectory);
      return 1;
    }
    String home = System.getProperty("saksi.home", "");
    Path named = runDirectory.resolve(NEXT);
    Files.deleteIfExists(named); // perhaps another user's, if root asked before
    if (!home.isEmpty()) {
      Files.writeString(named, Path.of(home).resolve(LAUNCHER).toString());
    }
    long starts = file.starts();
    long agent = file.agentStart();
    boolean beats = file.agentHeartbeat().isPresent();
    file.askForUpgrade();
    Moment end = clock.now().plus(DONE_WITHIN);
    if (!await(() -> file.starts() != starts, clock, end)) {
      System.err.println("saksi guard: it did not become another version: see its log");
      return 1;
    }
    // One that never said that it lives is not waited for.
    if (beats
        && !(await(() -> file.agentStart() != agent, clock, end) && lives(file, clock, end))) {
      System.err.println(
          "saksi guard: it is its next version, and its agent shows no life yet: see its log");
      return 1;
    }
    return 0;
  }

  private static boolean lives(GuardFile file, ElapsedClock clock, Moment end) {
    Moment known = clock.now();
    return await(() -> file.agentHeartbeat().filter(known::isBefore).isPresent(), clock, end);
  }

  private static boolean await(BooleanSupplier what, ElapsedClock clock, Moment end) {
    while (!what.getAsBoolean()) {
      if (!clock.now().isBefore(end)) {
        return false;
      }
      LockSupport.parkNanos(ASK_EVERY.toNanos());
    }
    return true;
  }
}
