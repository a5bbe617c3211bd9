package io.saksi.agent.os;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
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
  // A pause of this process or of its whole machine says nothing about those that were killed.
  private static final Duration LONGEST_COUNTED_PAUSE = Duration.ofSeconds(1);

  private final WorkingDirectory directory;
  private final Optional<ControlGroup> group;

  private Occupants(WorkingDirectory directory, Optional<ControlGroup> group) {
    this.directory = directory;
    this.group = group;
  }

  /** May block where the disk of the directory does; the directory need not be there. */
  public static Occupants of(Path directory) {
    return of(directory, Optional.empty());
  }

  /** What is in this group is killed and waited for too, wherever it works. */
  public static Occupants of(Path directory, Optional<ControlGroup> group) {
    return new Occupants(WorkingDirectory.of(directory), group);
  }

  /**
   * This, or what was known before where the directory cannot be read any more: a dead disk, or a
   * directory that was moved away, must not hide who works in it.
   */
  public Occupants orFormer(Occupants former) {
    return directory.isKnown() || !former.directory.isKnown() ? this : former;
  }

  /**
   * Without that, who works there may go unseen: it is looked for by a name that may be a link's.
   */
  boolean isKnown() {
    return directory.isKnown();
  }

  /** Those that live now; a zombie does not. Processes of other users are not seen. */
  public List<ProcessInfo> alive() {
    Set<Long> members = members();
    return alive(pid -> members.contains(pid) || directory.isThatOf(pid));
  }

  private Set<Long> members() {
    return group.map(g -> Set.copyOf(g.processes())).orElse(Set.of());
  }

  public boolean include(long pid) {
    return directory.isThatOf(pid) || members().contains(pid);
  }

  /**
   * SIGKILL to every process of the directory, parents before children so that nothing new is
   * forked, until two consecutive looks find none. Blocks at most for about {@code bound}, not
   * counting time in which this process did not run; a normal end takes 7 to 40 ms. Touches no file
   * but those of the kernel's memory.
   */
  public KillResult killAll(Duration bound) {
    long start = System.nanoTime();
    Killing killing = new Killing();
    // The look that no foreign disk can delay comes first: what follows is mostly verification.
    killing.kill(alive(directory::isNamedBy));
    // After it: this takes a lock of the kernel that others may hold.
    group.ifPresent(ControlGroup::kill);
    int emptyLooks = 0;
    long looked = start;
    Duration waited = Duration.ZERO;
    while (true) {
      List<ProcessInfo> alive = alive();
      emptyLooks = alive.isEmpty() ? emptyLooks + 1 : 0;
      long now = System.nanoTime();
      waited = waited.plus(counted(Duration.ofNanos(now - looked)));
      looked = now;
      if (emptyLooks == 2) {
        return new KillResult.AllDead(killing.killed.size(), Duration.ofNanos(now - start));
      }
      if (waited.compareTo(bound) > 0 && !alive.isEmpty()) {
        return new KillResult.StillAlive(alive, killing.refusal);
      }
      killing.kill(alive);
      if (!alive.isEmpty()) {
        group.ifPresent(ControlGroup::kill);
      }
      LockSupport.parkNanos(BETWEEN_LOOKS.toNanos());
    }
  }

  private static Duration counted(Duration pause) {
    return pause.compareTo(LONGEST_COUNTED_PAUSE) > 0 ? LONGEST_COUNTED_PAUSE : pause;
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

  /** One attempt: whom the signal was sent to, and who refused it last. */
  private final class Killing {
    private final Set<Long> killed = new HashSet<>();
    private Optional<String> refusal = Optional.empty();

    void kill(List<ProcessInfo> processes) {
      Set<Long> pids = processes.stream().map(ProcessInfo::pid).collect(Collectors.toSet());
      processes.stream().filter(p -> !pids.contains(p.parent())).forEach(this::kill);
      processes.stream().filter(p -> pids.contains(p.parent())).forEach(this::kill);
    }

    private void kill(ProcessInfo process) {
      try (PidFd held = PidFd.open(process.pid()).orElse(null)) {
        // Looked at again while held: from here on the id cannot be another process's.
        if (held != null && include(process.pid())) {
          held.sendSignal(Signal.SIGKILL);
          killed.add(process.pid());
        }
      } catch (OsException e) {
        // Not ours to signal: it stays in the next look, and the result names it.
        refusal = Optional.of(e.getMessage());
      }
    }
  }
}
