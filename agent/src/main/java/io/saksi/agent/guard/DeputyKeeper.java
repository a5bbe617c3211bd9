package io.saksi.agent.guard;

import io.saksi.agent.os.OwnEntry;
import java.io.File;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * Keeps one {@link Deputy} running, on a daemon thread. It is this very program, told otherwise.
 */
final class DeputyKeeper {
  /** The argument that makes a guard's program the deputy's. */
  static final String DEPUTY = "--deputy";

  /**
   * A guard that takes over starts its agent as soon as can be, for that has what is left of a
   * lease; the former deputy stays until the next is there.
   */
  private static final Duration AGENT_FIRST = Duration.ofSeconds(1);

  private static final File NOTHING = new File("/dev/null");

  private final List<String> command;
  private final Reaper reaper;
  private final GuardLog log;
  private final Backoff backoff = new Backoff();
  private Process deputy;
  private boolean over;

  /**
   * @param arguments what this program was given after its name; the deputy needs the same
   */
  DeputyKeeper(List<String> arguments, Reaper reaper, GuardLog log) {
    this.command = commandFor(OwnEntry.commandLine(), arguments);
    this.reaper = reaper;
    this.log = log;
  }

  /** The Java runtime, its options and our class as they are, then the role. */
  static List<String> commandFor(List<String> own, List<String> arguments) {
    int end = own.size() - arguments.size();
    if (end < 1) {
      return List.of();
    }
    List<String> command = new ArrayList<>(own.subList(0, end));
    // Where the build records a start, it records the guard's: two writers would spoil the file.
    command.removeIf(word -> word.startsWith("-XX:AOTCacheOutput="));
    command.add(DEPUTY);
    command.addAll(arguments);
    return List.copyOf(command);
  }

  void start() {
    if (command.isEmpty()) {
      log.say("WARNING: cannot tell its own command, so that nobody stands by for the guard");
      return;
    }
    Thread.ofPlatform().daemon().name("deputy").start(this::keep);
  }

  /** The deputy that was started last; 0 if none was. */
  synchronized long pid() {
    return deputy == null ? 0 : deputy.pid();
  }

  /** With nothing armed, nobody has to stand by any more. */
  synchronized void end() {
    over = true;
    if (deputy != null) {
      deputy.destroyForcibly();
    }
  }

  private void keep() {
    LockSupport.parkNanos(AGENT_FIRST.toNanos());
    while (keepOne()) {}
  }

  /**
   * Returns whether to go on, after a pause; a failure to start may be a moment's lack of memory.
   */
  private boolean keepOne() {
    long started = System.nanoTime();
    try {
      Process running = startUnlessOver();
      if (running == null) {
        return false;
      }
      log.say("its deputy ended with status " + running.waitFor());
    } catch (IOException e) {
      log.say("WARNING: nobody stands by for the guard: " + e.getMessage());
    } catch (InterruptedException e) {
      throw new AssertionError("nobody interrupts this thread", e);
    }
    Duration run = Duration.ofNanos(System.nanoTime() - started);
    LockSupport.parkNanos(backoff.afterRunOf(run).toNanos());
    return true;
  }

  private synchronized Process startUnlessOver() throws IOException {
    if (over) {
      return null;
    }
    ProcessBuilder builder = new ProcessBuilder(command).inheritIO();
    deputy = reaper.startChild(builder.redirectInput(ProcessBuilder.Redirect.from(NOTHING)));
    return deputy;
  }
}
