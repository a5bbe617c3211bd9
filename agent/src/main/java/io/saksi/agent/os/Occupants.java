package io.saksi.agent.os;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongPredicate;
import java.util.stream.Collectors;

/**
 * The processes that live and work in one directory, not below it. All processes of PostgreSQL have
 * their data directory as working directory. The directory itself is read once, when this is made;
 * afterwards only /proc is, so that a stalled disk does not stall a kill.
 */
public final class Occupants {
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(1);

  private final WorkingDirectory directory;

  private Occupants(WorkingDirectory directory) {
    this.directory = directory;
  }

  /** May block where the disk of the directory does; the directory need not be there. */
  public static Occupants of(Path directory) {
    return new Occupants(WorkingDirectory.of(directory));
  }

  /** Those that live now; a zombie does not. Processes of other users are not seen. */
  public List<ProcessInfo> alive() {
    return alive(directory::isThatOf);
  }

  public boolean include(long pid) {
    return directory.isThatOf(pid);
  }

  /**
   * SIGKILL to every process of the directory, parents before children so that nothing new is
   * forked, until two consecutive looks find none. Blocks at most for about {@code bound}; a normal
   * end takes 7 to 40 ms. Touches no file but /proc.
   */
  public KillResult killAll(Duration bound) {
    long start = System.nanoTime();
    Set<Long> killed = new HashSet<>();
    // The look that no foreign disk can delay comes first: what follows is mostly verification.
    kill(alive(directory::isNamedBy), killed);
    int emptyLooks = 0;
    while (true) {
      List<ProcessInfo> alive = alive();
      emptyLooks = alive.isEmpty() ? emptyLooks + 1 : 0;
      Duration elapsed = Duration.ofNanos(System.nanoTime() - start);
      if (emptyLooks == 2) {
        return new KillResult.AllDead(killed.size(), elapsed);
      }
      if (elapsed.compareTo(bound) > 0 && !alive.isEmpty()) {
        return new KillResult.StillAlive(alive);
      }
      kill(alive, killed);
      LockSupport.parkNanos(BETWEEN_LOOKS.toNanos());
    }
  }

  private static List<ProcessInfo> alive(LongPredicate isHere) {
    List<ProcessInfo> found = new ArrayList<>();
    for (long pid : ProcessTable.pids()) {
      if (isHere.test(pid)) {
        ProcessTable.find(pid).filter(process -> !process.isDead()).ifPresent(found::add);
      }
    }
    return found;
  }

  private void kill(List<ProcessInfo> processes, Set<Long> killed) {
    Set<Long> pids = processes.stream().map(ProcessInfo::pid).collect(Collectors.toSet());
    processes.stream().filter(p -> !pids.contains(p.parent())).forEach(p -> kill(p, killed));
    processes.stream().filter(p -> pids.contains(p.parent())).forEach(p -> kill(p, killed));
  }

  private void kill(ProcessInfo process, Set<Long> killed) {
    try (PidFd held = PidFd.open(process.pid()).orElse(null)) {
      // Looked at again while held: from here on the id cannot be another process's.
      if (held != null && directory.isThatOf(process.pid())) {
        held.sendSignal(Signal.SIGKILL);
        killed.add(process.pid());
      }
    } catch (OsException e) {
      // Not ours to signal: it stays in the next look, and the result names it.
    }
  }
}
