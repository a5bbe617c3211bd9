package io.saksi.agent.postgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Whether a recovery advances. It may take as long as it needs, which depends on how much WAL there
 * is; but one whose startup process neither computes nor reads nor writes for a while waits for
 * something that does not come, a disk for example.
 */
final class RecoveryProgress {
  static final Duration STALLED_AFTER = Duration.ofMinutes(2);

  private static final Pattern STARTUP =
      Pattern.compile(" startup (?:recovering|waiting for) ([0-9A-F]{24})");
  private static final Pattern RECEIVER =
      Pattern.compile(" walreceiver streaming ([0-9A-F]+/[0-9A-F]+)");

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

  /**
   * Of a standby that fetches the WAL that it lacks: its startup process looks for it again and
   * again, so what counts is how far the titles say that WAL was replayed and received. Where there
   * are none (update_process_title), nothing is said.
   */
  static RecoveryProgress ofFetching(Postmaster postmaster) {
    return new RecoveryProgress(() -> titlesOf(postmaster), System.nanoTime());
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

  /** A receiver that comes and goes without a position has received nothing. */
  private static Optional<String> titlesOf(Postmaster postmaster) {
    String titles =
        ProcessHandle.of(postmaster.pid()).stream()
            .flatMap(ProcessHandle::children)
            .map(child -> read(child, "cmdline"))
            .map(RecoveryProgress::position)
            .filter(position -> !position.isEmpty())
            .sorted()
            .collect(Collectors.joining(" "));
    return titles.contains("startup") ? Optional.of(titles) : Optional.empty();
  }

  /** {@code startup 0000000200000000000000A3}, {@code receiver 0/A3000148}, or nothing. */
  static String position(String title) {
    Matcher startup = STARTUP.matcher(title);
    if (startup.find()) {
      return "startup " + startup.group(1);
    }
    Matcher receiver = RECEIVER.matcher(title);
    return receiver.find() ? "receiver " + receiver.group(1) : "";
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
