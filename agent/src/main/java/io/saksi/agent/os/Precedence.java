package io.saksi.agent.os;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * This process before the work that it watches: on a machine with more to do than it can, whoever
 * keeps the lease must not wait in one queue with a hundred busy sessions, for the failover that
 * comes of it helps nobody (decision 0056). It needs little, and so takes little from them.
 */
public final class Precedence {
  /** A tenth of the queue's pace: sched(7), "The nice value". */
  private static final int BEFORE_OTHERS = -10;

  /** What a command of ordinary work is put behind. */
  private static final List<String> ORDINARY =
      List.of("nice", "-n", Integer.toString(-BEFORE_OTHERS));

  private static final int NICENESS = 16; // in /proc/PID/stat, counted after the name
  private static final Path THREADS = Path.of("/proc/self/task");

  private static volatile boolean taken;

  private Precedence() {}

  /**
   * For all threads that there are, and those that they start. A niceness that somebody chose for
   * this process is left as it is. Best effort.
   *
   * @return whether this process has precedence now (it needs CAP_SYS_NICE or RLIMIT_NICE)
   */
  public static boolean take() {
    if (niceness(Path.of("/proc/self")) != 0) {
      return taken;
    }
    var _ = favourAll();
    // A thread that was begun by one not yet reached is found the second time.
    taken = favourAll();
    return taken;
  }

  /**
   * A command that does not inherit the precedence: PostgreSQL and its tools, and programs of
   * users. The process keeps its id, for nice(1) becomes the program.
   */
  public static List<String> ordinary(List<String> command) {
    if (!taken) {
      return command;
    }
    List<String> behind = new ArrayList<>(ORDINARY);
    behind.addAll(command);
    return behind;
  }

  /** Of a process, or of one of its threads, by its directory in /proc. */
  static int niceness(Path process) {
    try {
      String stat = Files.readString(process.resolve("stat"));
      // The name may hold anything, spaces and brackets too: the last bracket ends it.
      String afterName = stat.substring(stat.lastIndexOf(')') + 2);
      return Integer.parseInt(afterName.split(" ", -1)[NICENESS]);
    } catch (IOException e) {
      throw new OsException("cannot read " + process + "/stat; is /proc mounted?", e);
    }
  }

  private static boolean favourAll() {
    try (Stream<Path> threads = Files.list(THREADS)) {
      boolean granted = true;
      for (Path thread : threads.toList()) {
        // One that has ended meanwhile needs nothing.
        granted &=
            OwnProcess.favour(Long.parseLong(thread.getFileName().toString()), BEFORE_OTHERS)
                || !Files.exists(thread);
      }
      return granted;
    } catch (IOException | UncheckedIOException e) {
      throw new OsException("cannot list " + THREADS + "; is /proc mounted?", e);
    }
  }
}
