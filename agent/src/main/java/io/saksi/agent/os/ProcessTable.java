package io.saksi.agent.os;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * The processes of this machine, from /proc. Each look is a moment's truth: a process may end or
 * fork at once after. Processes of other users show no directory, and are not found by it.
 */
public final class ProcessTable {
  private static final Path PROC = Path.of("/proc");

  private ProcessTable() {}

  public static Optional<ProcessInfo> find(long pid) {
    try {
      return Optional.of(ProcessInfo.parse(Files.readString(dir(pid).resolve("stat"))));
    } catch (IOException e) {
      return Optional.empty(); // gone; the kernel may say so in the middle of the read, too
    }
  }

  public static List<ProcessInfo> all() {
    List<ProcessInfo> found = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(PROC, "[1-9]*")) {
      for (Path entry : entries) {
        ProcessInfo.pidOf(entry.getFileName().toString())
            .ifPresent(pid -> find(pid).ifPresent(found::add));
      }
    } catch (IOException e) {
      throw new OsException("cannot read /proc; is it mounted?", e);
    }
    return found;
  }

  /**
   * The processes that live and work in this directory, not below it. All processes of PostgreSQL
   * have their data directory as working directory.
   */
  public static List<ProcessInfo> inDirectory(Path directory) {
    WorkingDirectory wanted = WorkingDirectory.of(directory);
    List<ProcessInfo> found = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(PROC, "[1-9]*")) {
      for (Path entry : entries) {
        if (wanted.isThatOf(entry)) {
          ProcessInfo.pidOf(entry.getFileName().toString())
              .ifPresent(
                  pid -> find(pid).filter(process -> !process.isDead()).ifPresent(found::add));
        }
      }
    } catch (IOException e) {
      throw new OsException("cannot read /proc; is it mounted?", e);
    }
    return found;
  }

  /** Whether the process lives and works in this directory; false for what may not be seen. */
  public static boolean isInDirectory(long pid, Path directory) {
    return WorkingDirectory.of(directory).isThatOf(dir(pid));
  }

  /** Children of the process, their children, and so on; without itself. Zombies too. */
  public static List<ProcessInfo> descendants(long ancestor) {
    List<ProcessInfo> all = all();
    List<ProcessInfo> found = new ArrayList<>();
    Deque<Long> parents = new ArrayDeque<>(List.of(ancestor));
    while (!parents.isEmpty()) {
      long parent = parents.pop();
      for (ProcessInfo process : all) {
        if (process.parent() == parent && process.pid() != parent) {
          found.add(process);
          parents.push(process.pid());
        }
      }
    }
    return found;
  }

  /** The program that the process runs; empty for a zombie or another user's process. */
  public static Optional<Path> executable(long pid) {
    try {
      return Optional.of(Files.readSymbolicLink(dir(pid).resolve("exe")));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static Path dir(long pid) {
    return PROC.resolve(Long.toString(pid));
  }

  /**
   * A directory as the kernel knows it. By device and inode, so that a symbolic link, a bind mount
   * or a rename does not hide a process; by name as well, for a directory that was removed.
   */
  private record WorkingDirectory(Optional<Object> key, String path) {
    static WorkingDirectory of(Path directory) {
      try {
        Path real = directory.toRealPath();
        return new WorkingDirectory(Optional.ofNullable(keyOf(real)), real.toString());
      } catch (IOException e) {
        return new WorkingDirectory(
            Optional.empty(), directory.toAbsolutePath().normalize().toString());
      }
    }

    boolean isThatOf(Path process) {
      Path link = process.resolve("cwd");
      try {
        if (key.isPresent() && key.get().equals(keyOf(link))) {
          return true;
        }
        String text = Files.readSymbolicLink(link).toString();
        return text.equals(path) || text.equals(path + " (deleted)");
      } catch (IOException e) {
        return false; // gone, a zombie, or another user's
      }
    }

    private static Object keyOf(Path path) throws IOException {
      return Files.readAttributes(path, BasicFileAttributes.class).fileKey();
    }
  }
}
