package io.saksi.agent.os;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A cgroup of version 2 for one instance's processes: the kernel kills all of it at once, also what
 * is being forked at that moment; see "cgroup.kill" in the kernel's cgroup-v2 (Linux 5.14). No
 * process leaves it unnoticed, and none has to be looked for. Its files are the kernel's memory, on
 * no disk.
 */
public final class ControlGroup {
  /** By this an agent is told where its PostgreSQL belongs. */
  public static final String VARIABLE = "SAKSI_POSTGRES_CGROUP";

  private static final Path MOUNTS = Path.of("/proc/self/mountinfo");
  private static final Path OWN = Path.of("/proc/self/cgroup");
  private static final String OWN_V2 = "0::/";

  private final Path directory;

  private ControlGroup(Path directory) {
    this.directory = directory;
  }

  /**
   * Makes a group below this process's own, or takes the one that is there. The own one has to be
   * delegated to this user (systemd: Delegate=yes).
   *
   * @return empty where the kernel, or who manages this machine's groups, does not let us
   */
  public static Optional<ControlGroup> below(String name) {
    return own().flatMap(parent -> in(parent, name));
  }

  /** The one that the guard made for PostgreSQL, if it could, as its agent is told. */
  public static Optional<ControlGroup> ofPostgres() {
    return Optional.ofNullable(System.getenv(VARIABLE))
        .map(Path::of)
        .flatMap(ControlGroup::existing);
  }

  /** As {@link #below}, of another parent. */
  static Optional<ControlGroup> in(Path parent, String name) {
    try {
      Path made = parent.resolve(name);
      if (!Files.isDirectory(made)) {
        Files.createDirectory(made);
      }
      return existing(made);
    } catch (IOException e) {
      return Optional.empty(); // read-only, as in most containers, or somebody else's
    }
  }

  /** One that is there and can be killed as a whole. */
  public static Optional<ControlGroup> existing(Path directory) {
    return Files.isWritable(directory.resolve("cgroup.kill"))
            && Files.isWritable(directory.resolve("cgroup.procs"))
        ? Optional.of(new ControlGroup(directory))
        : Optional.empty();
  }

  public Path directory() {
    return directory;
  }

  /** Where a process writes itself in, before it becomes PostgreSQL. */
  public Path members() {
    return directory.resolve("cgroup.procs");
  }

  /**
   * Moves a process in; what it forks later is born here.
   *
   * @return whether it is
   */
  public boolean take(long pid) {
    return write("cgroup.procs", Long.toString(pid));
  }

  /** SIGKILL to everything in it. Best effort: who has to know looks afterwards. */
  public void kill() {
    var _ = write("cgroup.kill", "1");
  }

  /** The processes in it; zombies are none. */
  public List<Long> processes() {
    try {
      return Files.readAllLines(members(), StandardCharsets.US_ASCII).stream()
          .map(Long::valueOf)
          .toList();
    } catch (IOException e) {
      return List.of();
    }
  }

  /** Removes it if nothing is in it. */
  public void discard() {
    try {
      Files.deleteIfExists(directory);
    } catch (IOException e) {
      return; // in use
    }
  }

  private boolean write(String file, String text) {
    try {
      Files.write(directory.resolve(file), text.getBytes(StandardCharsets.US_ASCII));
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private static Optional<Path> own() {
    try {
      Optional<String> path =
          Files.readAllLines(OWN).stream()
              .filter(line -> line.startsWith(OWN_V2))
              .map(line -> line.substring(OWN_V2.length()))
              .findFirst();
      Optional<Path> mount =
          Files.readAllLines(MOUNTS).stream()
              .filter(line -> line.contains(" - cgroup2 "))
              .map(line -> Path.of(line.split(" ", -1)[4]))
              .findFirst();
      return path.flatMap(below -> mount.map(root -> root.resolve(below)));
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
