package io.saksi.agent.guard;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;

/**
 * The directory for files of this run of the machine, held by one guard at a time. The kernel lets
 * go of it when the process ends in any way.
 */
record RunDirectory(Path path, FileChannel lock) implements AutoCloseable {
  private static final Set<String> IN_MEMORY = Set.of("tmpfs", "ramfs");

  static final class InUseException extends IOException {
    InUseException(Path directory) {
      super("another guard is at work in " + directory + ": stop it first");
    }
  }

  /** Makes the directory where there is none; its path is then the real one. */
  static RunDirectory take(Path directory) throws IOException {
    FileChannel channel;
    Path real;
    try {
      real = Files.createDirectories(directory).toRealPath();
      channel = FileChannel.open(real.resolve("guard.lock"), CREATE, WRITE);
    } catch (IOException e) {
      throw new IOException(
          "cannot write to the run directory %s (%s): whose is it?".formatted(directory, e), e);
    }
    if (channel.tryLock() == null) {
      channel.close();
      throw new InUseException(directory);
    }
    return new RunDirectory(real, channel);
  }

  /** Whether its files are memory. A page of a disk's file may keep its writer waiting. */
  boolean isMemory() throws IOException {
    return IN_MEMORY.contains(Files.getFileStore(path).type());
  }

  @Override
  public void close() throws IOException {
    lock.close();
  }
}
