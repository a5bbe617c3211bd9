package io.saksi.agent.os;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * The processes of this machine, from /proc. Each look is a moment's truth: a process may end or
 * fork at once after. Processes of other users show neither directory nor program.
 */
public final class ProcessTable {
  private static final Path PROC = Path.of("/proc");
  // Names and arguments may be any bytes.
  private static final Charset BYTES = StandardCharsets.ISO_8859_1;

  private ProcessTable() {}

  public static Optional<ProcessInfo> find(long pid) {
    try {
      return Optional.of(ProcessInfo.parse(Files.readString(dir(pid).resolve("stat"), BYTES)));
    } catch (IOException e) {
      return Optional.empty(); // gone; the kernel may say so in the middle of the read, too
    }
  }

  public static List<ProcessInfo> all() {
    List<ProcessInfo> found = new ArrayList<>();
    for (long pid : pids()) {
      find(pid).ifPresent(found::add);
    }
    return found;
  }

  /** The living processes that work in this directory, not below it; see {@link Occupants}. */
  public static List<ProcessInfo> inDirectory(Path directory) {
    return Occupants.of(directory).alive();
  }

  /** Whether the process works in this directory; false for what may not be seen. */
  public static boolean isInDirectory(long pid, Path directory) {
    return Occupants.of(directory).include(pid);
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

  /**
   * The command line, program first; empty for a zombie or a process of the kernel. May block for
   * as long as the process is stuck in a fault of its memory.
   */
  public static List<String> commandLine(long pid) {
    return strings(pid, "cmdline");
  }

  /** The environment that the process was started with, as NAME=value. Blocks as the above. */
  public static List<String> environment(long pid) {
    return strings(pid, "environ");
  }

  static List<Long> pids() {
    String[] names = PROC.toFile().list();
    if (names == null) {
      throw new OsException("cannot read /proc; is it mounted?");
    }
    List<Long> pids = new ArrayList<>();
    for (String name : names) {
      if (Character.isDigit(name.charAt(0))) {
        ProcessInfo.pidOf(name).ifPresent(pids::add);
      }
    }
    return pids;
  }

  static Path dir(long pid) {
    return PROC.resolve(Long.toString(pid));
  }

  private static List<String> strings(long pid, String file) {
    try {
      String text = Files.readString(dir(pid).resolve(file), BYTES);
      return text.isEmpty() ? List.of() : List.of(text.split("\0", -1));
    } catch (IOException e) {
      return List.of();
    }
  }
}
