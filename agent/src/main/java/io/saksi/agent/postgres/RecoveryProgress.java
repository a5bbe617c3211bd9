package io.saksi.agent.postgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Whether a recovery advances. It may take as long as it needs, which depends on how much WAL there
 * is; but one whose startup process neither computes nor reads nor writes for a while waits for
 * something that does not come, a disk for example.
 */
final class RecoveryProgress {
  static final Duration STALLED_AFTER = Duration.ofMinutes(2);

  private final Supplier<Optional<String>> work;
  private Optional<String> last = Optional.empty();
  private long changedAt;

  /**
   * @param work what the startup process has done so far, in any terms; empty if there is none
   */
  RecoveryProgress(Supplier<Optional<String>> work, long nanoTime) {
    this.work = work;
    changedAt = nanoTime;
  }

  static RecoveryProgress of(Postmaster postmaster) {
    return new RecoveryProgress(() -> workOf(postmaster), System.nanoTime());
  }

  boolean isStalled(long nanoTime) {
    Optional<String> now = work.get();
    if (now.isEmpty() || !now.equals(last)) {
      last = now;
      changedAt = nanoTime;
    }
    return nanoTime - changedAt >= STALLED_AFTER.toNanos();
  }

  private static Optional<String> workOf(Postmaster postmaster) {
    return ProcessHandle.of(postmaster.pid()).stream()
        .flatMap(ProcessHandle::children)
        .filter(RecoveryProgress::isStartup)
        .findFirst()
        .map(child -> child.info().totalCpuDuration() + read(child, "io"));
  }

  private static boolean isStartup(ProcessHandle child) {
    return read(child, "cmdline").contains(" startup");
  }

  private static String read(ProcessHandle process, String file) {
    try {
      return Files.readString(Path.of("/proc", Long.toString(process.pid()), file));
    } catch (IOException e) {
      return ""; // ended meanwhile
    }
  }
}
