package io.saksi.agent.probe;

import io.saksi.agent.os.DiskSpace;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;

/**
 * The volume that holds a directory of PostgreSQL. All of it may block for as long as the disk
 * likes: to be called by a {@link Trier} only.
 */
final class Volume {
  static final String PROBE = "saksi.probe";
  private static final int BLOCK = 8192;

  private final Path directory;

  /**
   * @param directory of PostgreSQL; links are followed
   */
  Volume(Path directory) {
    this.directory = directory;
  }

  boolean isThere() {
    return Files.isDirectory(directory);
  }

  /** Bytes that an ordinary user may still fill. */
  long usable() throws IOException {
    return DiskSpace.of(directory).usable();
  }

  long size() throws IOException {
    return DiskSpace.of(directory).size();
  }

  boolean isReadOnly() throws IOException {
    return DiskSpace.of(directory).readOnly();
  }

  /**
   * Where a file of ours goes: beside the data directory, which is copied and removed as a whole,
   * unless that is another volume.
   */
  Path place(Path home, String name) throws IOException {
    boolean beside = Files.isWritable(home) && device(home).equals(device(directory));
    return (beside ? home : directory).resolve(name);
  }

  private static Object device(Path path) throws IOException {
    return Files.getAttribute(path, "unix:dev");
  }

  /** Writes a block that was not there before, and waits until the disk has it. */
  static void flushAnew(Path file) throws IOException {
    try (FileChannel channel =
        FileChannel.open(
            file,
            Set.of(
                StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.WRITE))) {
      ByteBuffer block = ByteBuffer.allocate(BLOCK);
      while (block.hasRemaining()) {
        channel.write(block);
      }
      channel.force(false);
    }
  }
}
