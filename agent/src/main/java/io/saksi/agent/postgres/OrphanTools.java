package io.saksi.agent.postgres;

import io.saksi.agent.os.OsException;
import io.saksi.agent.os.PidFd;
import io.saksi.agent.os.ProcessInfo;
import io.saksi.agent.os.ProcessTable;
import io.saksi.agent.os.Signal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * Ends a pg_rewind or a pg_basebackup that an earlier agent left behind: it goes on writing by the
 * name of the directory, so it would meet whatever is there next. The guard ends them too, before
 * it starts an agent; an agent that was started otherwise must not rely on that.
 */
final class OrphanTools {
  private static final Duration BOUND = Duration.ofSeconds(5);
  private static final Duration LOOK = Duration.ofMillis(2);
  private static final Set<String> TOOLS = Set.of("pg_rewind", "pg_basebackup");

  private final Path data;
  private final Path work;

  OrphanTools(DataDirectory directory) {
    this.data = directory.path();
    this.work = directory.work().data();
  }

  /**
   * Returns when none is left.
   *
   * @throws PostgresException if one cannot be ended: nothing may be changed while it lives
   */
  void end() throws PostgresException, InterruptedException {
    Deadline deadline = Deadline.in(BOUND);
    List<ProcessInfo> left = alive();
    while (!left.isEmpty()) {
      left.forEach(this::kill);
      if (!deadline.pause(LOOK)) {
        throw new PostgresException(
            "process " + left.getFirst().pid() + " of an earlier agent still writes into " + data,
            "end it, or restart the machine if it cannot be ended");
      }
      left = alive();
    }
  }

  private List<ProcessInfo> alive() {
    return ProcessTable.all().stream().filter(p -> !p.isDead() && isOne(p.pid())).toList();
  }

  private boolean isOne(long pid) {
    List<String> line = ProcessTable.commandLine(pid);
    if (line.isEmpty() || pid == ProcessHandle.current().pid()) {
      return false;
    }
    int slash = line.getFirst().lastIndexOf('/');
    return TOOLS.contains(line.getFirst().substring(slash + 1))
        && (line.contains("--target-pgdata=" + data) || line.contains("--pgdata=" + work));
  }

  private void kill(ProcessInfo process) {
    try (PidFd held = PidFd.open(process.pid()).orElse(null)) {
      // Looked at again while held: from here on the id cannot be another process's.
      if (held != null && isOne(process.pid())) {
        held.sendSignal(Signal.SIGKILL);
      }
    } catch (OsException e) {
      // Not ours to signal: it stays in the next look, and the message names it.
    }
  }
}
