package io.saksi.agent.os;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;

/**
 * How much is left where a file is, see statvfs(3): one system call. Java's file stores read and
 * parse the machine's whole list of mounts for it, which a look every second should not.
 *
 * @param usable bytes that an ordinary user may still fill
 * @param size bytes in all
 */
public record DiskSpace(long usable, long size, boolean readOnly) {
  private static final int SIZE_OF_STATVFS = 112;
  private static final int FRAGMENT = 8;
  private static final int BLOCKS = 16;
  private static final int AVAILABLE = 32;
  private static final int FLAG = 72;
  private static final long ST_RDONLY = 1;

  private static final MethodHandle STATVFS = Libc.function("statvfs");

  /**
   * Blocks for as long as the disk does.
   *
   * @throws IOException where it cannot be looked at
   */
  public static DiskSpace of(Path path) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment found = arena.allocate(SIZE_OF_STATVFS, 8);
      MemorySegment name = arena.allocateFrom(path.toString());
      int result = Libc.call(STATVFS, name.address(), found.address(), 0, 0, 0);
      if (result != 0) {
        throw new IOException("cannot look at the volume of " + path + ": errno " + -result);
      }
      long unit = found.get(JAVA_LONG, FRAGMENT);
      return new DiskSpace(
          unit * found.get(JAVA_LONG, AVAILABLE),
          unit * found.get(JAVA_LONG, BLOCKS),
          (found.get(JAVA_LONG, FLAG) & ST_RDONLY) != 0);
    }
  }
}
