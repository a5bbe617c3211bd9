package io.saksi.agent.guard;

import io.saksi.agent.os.Occupants;
import io.saksi.agent.os.ProcessTable;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The PostgreSQL of one data directory. The directory may be replaced while the guard runs (a
 * clone, a restore), so it is read again every second, on a thread that nobody waits for.
 */
final class PostgresProcesses {
  private static final Duration DIRECTORY_IS_READ_EVERY = Duration.ofSeconds(1);

  /** Runs of the program that serve nobody: recovery for pg_rewind, steps of initdb. */
  private static final Set<String> MODES_OF_A_TOOL =
      Set.of("--single", "--boot", "--check", "--describe-config");

  private final Path dataDirectory;
  private volatile Occupants occupants;

  PostgresProcesses(Path dataDirectory) {
    this.dataDirectory = dataDirectory;
    this.occupants = Occupants.of(dataDirectory);
    Thread.ofPlatform().daemon().name("data-directory").start(this::readDirectory);
  }

  Occupants occupants() {
    return occupants;
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
      occupants = Occupants.of(dataDirectory);
    }
  }
}
