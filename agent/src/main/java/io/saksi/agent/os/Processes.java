package io.saksi.agent.os;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/** Finds a PostgreSQL by its data directory, ends all of it, and knows when it has ended. */
public final class Processes {
  private static final Set<String> NAMES_OF_A_POSTMASTER = Set.of("postgres", "postmaster");

  private static final String PID_FILE = "postmaster.pid";
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(1);

  private Processes() {}

  /**
   * The postmaster by its pid file, only if it lives and its working directory is the data
   * directory: a number in a file is never trusted alone. Reads the data directory.
   */
  public static Optional<ProcessInfo> postmaster(Path dataDirectory) {
    OptionalLong pid = postmasterPid(dataDirectory);
    return pid.isPresent() && ProcessTable.isInDirectory(pid.getAsLong(), dataDirectory)
        ? ProcessTable.find(pid.getAsLong()).filter(process -> !process.isDead())
        : Optional.empty();
  }

  /**
   * As {@link Occupants#killAll}; afterwards the pid file is read, so that a postmaster of another
   * user, which shows no directory, is not taken for dead. Leaves the data directory as it is.
   */
  public static KillResult killAll(Path dataDirectory, Duration bound) {
    return switch (Occupants.of(dataDirectory, ControlGroup.ofPostgres()).killAll(bound)) {
      case KillResult.AllDead dead ->
          hiddenPostmaster(dataDirectory, bound)
              .<KillResult>map(p -> new KillResult.StillAlive(List.of(p), Optional.empty()))
              .orElse(dead);
      case KillResult.StillAlive alive -> alive;
    };
  }

  /**
   * Removes a pid file that a dead postmaster left. PostgreSQL does not start where any process or
   * thread has the number in it (miscinit.c, CreateLockFile), and in a container that was started
   * again the same small numbers are taken again at once. It stays while anybody works in the
   * directory, or could without being seen: then it is the only thing that keeps a second
   * postmaster away.
   *
   * @return whether there was one to remove
   * @throws IOException if it cannot be removed
   */
  public static boolean forgetDeadPostmaster(Path dataDirectory) throws IOException {
    return forgetDeadPostmaster(dataDirectory, Occupants.of(dataDirectory));
  }

  static boolean forgetDeadPostmaster(Path dataDirectory, Occupants occupants) throws IOException {
    // Twice: a process that was being forked during one look is there in the next.
    return occupants.isKnown()
        && Stream.of(occupants, occupants).allMatch(look -> look.alive().isEmpty())
        && hiddenPostmaster(dataDirectory).isEmpty()
        && Files.deleteIfExists(dataDirectory.resolve(PID_FILE));
  }

  /**
   * A process of our own that is ending shows no directory and no program either, in the last
   * moments before it is a zombie; its files are closed by then (do_exit in the kernel: files
   * before directory). Only one that stays is another user's.
   */
  private static Optional<ProcessInfo> hiddenPostmaster(Path dataDirectory, Duration bound) {
    long start = System.nanoTime();
    Optional<ProcessInfo> hidden = hiddenPostmaster(dataDirectory);
    while (hidden.isPresent() && System.nanoTime() - start < bound.toNanos()) {
      LockSupport.parkNanos(BETWEEN_LOOKS.toNanos());
      hidden = hiddenPostmaster(dataDirectory);
    }
    return hidden;
  }

  private static Optional<ProcessInfo> hiddenPostmaster(Path dataDirectory) {
    OptionalLong pid = postmasterPid(dataDirectory);
    return pid.isEmpty() || ProcessTable.executable(pid.getAsLong()).isPresent()
        ? Optional.empty()
        : ProcessTable.find(pid.getAsLong())
            .filter(process -> !process.isDead())
            .filter(process -> NAMES_OF_A_POSTMASTER.contains(process.name()));
  }

  private static OptionalLong postmasterPid(Path dataDirectory) {
    Path file = dataDirectory.resolve(PID_FILE);
    try (BufferedReader lines = Files.newBufferedReader(file, StandardCharsets.ISO_8859_1)) {
      String first = lines.readLine();
      return first == null ? OptionalLong.empty() : ProcessInfo.pidOf(first);
    } catch (IOException e) {
      return OptionalLong.empty();
    }
  }
}
