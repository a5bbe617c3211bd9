package io.saksi.agent.guard;

import io.saksi.agent.os.ControlGroup;
import io.saksi.agent.os.Occupants;
import io.saksi.agent.os.ProcessInfo;
import io.saksi.agent.os.ProcessTable;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The PostgreSQL of one data directory. The directory may be replaced while the guard runs (a
 * clone, a restore), so it is read again every second, on a thread that nobody waits for.
 */
final class PostgresProcesses {
  private static final Duration DIRECTORY_IS_READ_EVERY = Duration.ofSeconds(1);

  /** Runs of the program that serve nobody: recovery for pg_rewind, steps of initdb. */
  private static final Set<String> MODES_OF_A_TOOL =
      Set.of("--single", "--boot", "--check", "--describe-config");

  private static final int LOOKS_TO_GATHER = 3;

  private final Path dataDirectory;
  private final Optional<ControlGroup> group;
  private volatile Occupants occupants;
  private final AtomicLong looks = new AtomicLong();

  PostgresProcesses(Path dataDirectory, Optional<ControlGroup> group) {
    this.dataDirectory = dataDirectory;
    this.group = group;
    this.occupants = Occupants.of(dataDirectory, group);
    Thread.ofPlatform().daemon().name("data-directory").start(this::readDirectory);
  }

  Occupants occupants() {
    return occupants;
  }

  /** For tests: how often the directory was read again. */
  long looks() {
    return looks.get();
  }

  /**
   * A PostgreSQL that runs already, of a former guard or started by hand, is moved into the group,
   * parents before children: what is forked meanwhile is found by the next look.
   */
  void gather() {
    for (int look = 0; look < LOOKS_TO_GATHER && group.isPresent(); look++) {
      Set<Long> members = Set.copyOf(group.get().processes());
      occupants.alive().stream()
          .map(ProcessInfo::pid)
          .filter(pid -> !members.contains(pid) && include(pid))
          .sorted()
          .forEach(group.get()::take);
    }
  }

  /** A server process, not a tool's. May block; not for the thread that watches the deadline. */
  boolean include(long pid) {
    Optional<Path> executable = ProcessTable.executable(pid);
    if (executable.isEmpty() || !isNamedPostgres(executable.get()) || !occupants.include(pid)) {
      return false;
    }
    List<String> command = ProcessTable.commandLine(pid);
    return command.size() < 2 || !MODES_OF_A_TOOL.contains(command.get(1));
  }

  private static boolean isNamedPostgres(Path executable) {
    String name = executable.getFileName().toString();
    return name.equals("postgres") || name.equals("postgres (deleted)"); // a package upgrade
  }

  private void readDirectory() {
    while (true) {
      try {
        Thread.sleep(DIRECTORY_IS_READ_EVERY);
      } catch (InterruptedException e) {
        throw new AssertionError("nobody interrupts this thread", e);
      }
      occupants = Occupants.of(dataDirectory, group).orFormer(occupants);
      looks.incrementAndGet();
    }
  }
}
