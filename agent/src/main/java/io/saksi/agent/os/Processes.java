package io.saksi.agent.os;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;

/** Ends all of a PostgreSQL, and knows when it has ended. */
public final class Processes {
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(1);
  private static final Set<String> NAMES_OF_A_POSTMASTER = Set.of("postgres", "postmaster");

  private Processes() {}

  /**
   * The postmaster by its pid file, only if it lives and its working directory is the data
   * directory: a number in a file is never trusted alone.
   */
  public static Optional<ProcessInfo> postmaster(Path dataDirectory) {
    OptionalLong pid = postmasterPid(dataDirectory);
    return pid.isPresent() && ProcessTable.isInDirectory(pid.getAsLong(), dataDirectory)
        ? ProcessTable.find(pid.getAsLong()).filter(process -> !process.isDead())
        : Optional.empty();
  }

  /**
   * SIGKILL to the postmaster, so that nothing new is forked, then to every process found in the
   * directory, until two consecutive looks find none. Blocks at most for about {@code bound}; a
   * normal end takes 7 to 40 ms. Does not touch the data directory or its pid file.
   */
  public static KillResult killAll(Path dataDirectory, Duration bound) {
    long start = System.nanoTime();
    Set<Long> killed = new HashSet<>();
    postmaster(dataDirectory).ifPresent(process -> kill(process, dataDirectory, killed));
    int emptyLooks = 0;
    while (true) {
      List<ProcessInfo> alive = alive(dataDirectory);
      emptyLooks = alive.isEmpty() ? emptyLooks + 1 : 0;
      Duration elapsed = Duration.ofNanos(System.nanoTime() - start);
      if (emptyLooks == 2) {
        return new KillResult.AllDead(killed.size(), elapsed);
      }
      if (elapsed.compareTo(bound) > 0 && !alive.isEmpty()) {
        return new KillResult.StillAlive(alive);
      }
      alive.forEach(process -> kill(process, dataDirectory, killed));
      LockSupport.parkNanos(BETWEEN_LOOKS.toNanos());
    }
  }

  private static List<ProcessInfo> alive(Path dataDirectory) {
    List<ProcessInfo> alive = new ArrayList<>(ProcessTable.inDirectory(dataDirectory));
    hiddenPostmaster(dataDirectory).ifPresent(alive::add);
    return alive;
  }

  /** A postmaster of another user shows no directory: it may be ours to end, and we cannot. */
  private static Optional<ProcessInfo> hiddenPostmaster(Path dataDirectory) {
    OptionalLong pid = postmasterPid(dataDirectory);
    return pid.isEmpty() || ProcessTable.executable(pid.getAsLong()).isPresent()
        ? Optional.empty()
        : ProcessTable.find(pid.getAsLong())
            .filter(process -> !process.isDead())
            .filter(process -> NAMES_OF_A_POSTMASTER.contains(process.name()));
  }

  private static void kill(ProcessInfo process, Path dataDirectory, Set<Long> killed) {
    try (PidFd held = PidFd.open(process.pid()).orElse(null)) {
      // Looked at again while held: from here on the id cannot be another process's.
      if (held != null && ProcessTable.isInDirectory(process.pid(), dataDirectory)) {
        held.sendSignal(Signal.SIGKILL);
        killed.add(process.pid());
      }
    } catch (OsException e) {
      // Not ours to signal: it stays in the next look, and the result names it.
    }
  }

  private static OptionalLong postmasterPid(Path dataDirectory) {
    Path file = dataDirectory.resolve("postmaster.pid");
    try (BufferedReader lines = Files.newBufferedReader(file, StandardCharsets.ISO_8859_1)) {
      String first = lines.readLine();
      return first == null ? OptionalLong.empty() : ProcessInfo.pidOf(first);
    } catch (IOException e) {
      return OptionalLong.empty();
    }
  }
}
