package io.saksi.agent.guard;

import io.saksi.agent.os.OsException;
import io.saksi.agent.os.PidFd;
import io.saksi.agent.os.ProcessInfo;
import io.saksi.agent.os.ProcessTable;
import io.saksi.agent.os.Signal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongPredicate;
import java.util.function.Predicate;

/**
 * What a dead agent leaves behind: a pg_rewind or a pg_basebackup that goes on writing into the
 * data directory would meet the next agent's. All of it is ended before, except PostgreSQL and what
 * runs below it. Used by one thread.
 */
final class Orphans {
  static final Duration ATTEMPT = Duration.ofSeconds(5);
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(2);
  private static final String MARK = "SAKSI_GUARDED";

  private final long self = ProcessHandle.current().pid();
  private final Path runDirectory;
  private final Optional<PostgresProcesses> postgres;
  private final LongPredicate spared;
  private final Set<Long> notOurs = new HashSet<>();

  /**
   * @param spared the pids of what the guard itself has at work, which is no agent's child
   */
  Orphans(Path runDirectory, Optional<PostgresProcesses> postgres, LongPredicate spared) {
    this.runDirectory = runDirectory;
    this.postgres = postgres;
    this.spared = spared;
  }

  /** Puts the mark of this run directory on an agent, which its descendants inherit. */
  void mark(Map<String, String> environment) {
    environment.put(MARK, runDirectory.toString());
  }

  /**
   * Ends what descends from this guard. Only while no agent is meant to run.
   *
   * @return what still lives after {@link #ATTEMPT}
   */
  List<ProcessInfo> end() {
    return end(process -> false);
  }

  /**
   * Ends what a former guard left too, its agent first of all: known from the file, or by the mark.
   * Descendants of a guard that is dead are no descendants of this one.
   *
   * @return what still lives after {@link #ATTEMPT}
   */
  List<ProcessInfo> endThoseOfAFormerGuard(GuardFile file) {
    String mark = MARK + "=" + runDirectory;
    return end(process ->
        file.isTheAgent(process) || ProcessTable.environment(process.pid()).contains(mark));
  }

  private List<ProcessInfo> end(Predicate<ProcessInfo> isRoot) {
    long end = System.nanoTime() + ATTEMPT.toNanos();
    // Held through the whole attempt: a child of something killed keeps no trace of its parent.
    Map<Long, ProcessInfo> condemned = new HashMap<>();
    int emptyLooks = 0;
    while (true) {
      for (ProcessInfo process : find(isRoot)) {
        condemned.put(process.pid(), process);
      }
      List<ProcessInfo> alive = condemned.values().stream().filter(this::lives).toList();
      emptyLooks = alive.isEmpty() ? emptyLooks + 1 : 0;
      if (emptyLooks == 2 || System.nanoTime() - end > 0) {
        return alive;
      }
      alive.forEach(this::kill);
      LockSupport.parkNanos(BETWEEN_LOOKS.toNanos());
    }
  }

  private List<ProcessInfo> find(Predicate<ProcessInfo> isRoot) {
    Map<Long, ProcessInfo> all = new HashMap<>();
    ProcessTable.all().forEach(process -> all.put(process.pid(), process));
    Set<Long> above = new HashSet<>();
    lineage(self, all).forEach(process -> above.add(process.pid()));
    List<ProcessInfo> found = new ArrayList<>();
    for (ProcessInfo process : all.values()) {
      if (!process.isDead() && !above.contains(process.pid())) {
        List<ProcessInfo> lineage = lineage(process.pid(), all);
        boolean ours = lineage.stream().anyMatch(p -> p.pid() == self || isRoot.test(p));
        if (ours && lineage.stream().noneMatch(p -> spared.test(p.pid()) || isPostgres(p))) {
          found.add(process);
        }
      }
    }
    return found;
  }

  /** The process, its parent, and so on up. */
  private static List<ProcessInfo> lineage(long pid, Map<Long, ProcessInfo> all) {
    List<ProcessInfo> lineage = new ArrayList<>();
    ProcessInfo process = all.get(pid);
    // The table is not of one instant: the bound keeps a reused pid from making a ring.
    while (process != null && lineage.size() <= all.size()) {
      lineage.add(process);
      process = all.get(process.parent());
    }
    return lineage;
  }

  private boolean isPostgres(ProcessInfo process) {
    return postgres.isPresent() && postgres.get().include(process.pid());
  }

  private boolean lives(ProcessInfo process) {
    return !notOurs.contains(process.pid())
        && ProcessTable.find(process.pid())
            .filter(now -> now.isSameAs(process) && !now.isDead())
            .isPresent();
  }

  private void kill(ProcessInfo process) {
    try (PidFd held = PidFd.open(process.pid()).orElse(null)) {
      if (held != null && lives(process)) {
        held.sendSignal(Signal.SIGKILL);
      }
    } catch (OsException e) {
      notOurs.add(process.pid()); // another user's by now (sudo): it is not ours to end
    }
  }
}
