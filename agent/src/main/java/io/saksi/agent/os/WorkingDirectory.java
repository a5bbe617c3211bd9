package io.saksi.agent.os;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;

/**
 * A directory as the kernel knows it: by device and inode, so that a symbolic link, a bind mount or
 * a rename does not hide a process; by name as well, for a directory that was removed.
 */
record WorkingDirectory(Optional<Object> key, String path) {
  /** Reads the directory: it may block where its disk does. */
  static WorkingDirectory of(Path directory) {
    try {
      Path real = directory.toRealPath();
      return new WorkingDirectory(Optional.ofNullable(keyOf(real)), real.toString());
    } catch (IOException e) {
      return new WorkingDirectory(
          Optional.empty(), directory.toAbsolutePath().normalize().toString());
    }
  }

  /**
   * Whether the directory could be read: without that, it is known by a name that may be a link's.
   */
  boolean isKnown() {
    return key.isPresent();
  }

  /** By name alone: answered from the kernel's memory, whatever state any disk is in. */
  boolean isNamedBy(long pid) {
    try {
      String text = Files.readSymbolicLink(link(pid)).toString();
      return text.equals(path) || text.equals(path + " (deleted)");
    } catch (IOException e) {
      return false; // gone, a zombie, or another user's
    }
  }

  /** By name, and by inode; the latter may block where the directory of that process does. */
  boolean isThatOf(long pid) {
    return isNamedBy(pid) || isSameInode(pid);
  }

  private boolean isSameInode(long pid) {
    try {
      return key.isPresent() && key.get().equals(keyOf(link(pid)));
    } catch (IOException e) {
      return false;
    }
  }

  private static Path link(long pid) {
    return ProcessTable.dir(pid).resolve("cwd");
  }

  private static Object keyOf(Path path) throws IOException {
    return Files.readAttributes(path, BasicFileAttributes.class).fileKey();
  }
}
