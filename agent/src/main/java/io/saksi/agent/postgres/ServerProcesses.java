package io.saksi.agent.postgres;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The instance's processes as the kernel shows them. */
final class ServerProcesses {
  private final Path dataDirectory;

  ServerProcesses(Path dataDirectory) {
    this.dataDirectory = dataDirectory;
  }

  /**
   * The postmaster by its pid file, if that process does live in this data directory: the number in
   * the file may be another process's by now.
   */
  Optional<ProcessHandle> postmaster() {
    try {
      Path pidFile = dataDirectory.resolve("postmaster.pid");
      if (!Files.exists(pidFile)) {
        return Optional.empty();
      }
      List<String> lines = Files.readAllLines(pidFile);
      if (lines.isEmpty()) {
        return Optional.empty();
      }
      // Negative for a single-user server.
      long pid = Long.parseLong(lines.getFirst().strip());
      return pid > 0 && livesHere(pid) ? ProcessHandle.of(pid) : Optional.empty();
    } catch (IOException | NumberFormatException e) {
      // It vanished or is being written: there is no postmaster that we could speak of.
      return Optional.empty();
    }
  }

  private boolean livesHere(long pid) throws IOException {
    Path workingDirectory = Path.of("/proc", Long.toString(pid), "cwd");
    return Files.exists(workingDirectory)
        && workingDirectory.toRealPath().equals(dataDirectory.toRealPath());
  }

  /** What {@code ps} would show; empty if the process is gone. */
  static String title(ProcessHandle process) {
    try {
      byte[] bytes = Files.readAllBytes(Path.of("/proc", Long.toString(process.pid()), "cmdline"));
      return new String(bytes, StandardCharsets.UTF_8).replace('\0', ' ').strip();
    } catch (IOException e) {
      return "";
    }
  }
}
