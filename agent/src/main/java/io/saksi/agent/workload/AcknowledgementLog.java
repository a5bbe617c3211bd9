package io.saksi.agent.workload;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * Keeps acknowledgements in memory and, if asked, appends each to a file before it counts: what was
 * counted is in the file, even if this process is killed. (Not if the machine is.)
 */
final class AcknowledgementLog implements AutoCloseable {
  private final Acknowledgements acknowledged = new Acknowledgements();
  private final Optional<FileChannel> file;

  AcknowledgementLog(Optional<Path> path) throws IOException {
    file =
        path.isEmpty()
            ? Optional.empty()
            : Optional.of(
                FileChannel.open(path.get(), StandardOpenOption.CREATE, StandardOpenOption.APPEND));
  }

  /**
   * @throws UncheckedIOException if the file cannot be written: nothing may be counted any more
   */
  synchronized void add(String run, int writer, long n) {
    file.ifPresent(f -> append(f, run + " " + writer + " " + n + "\n"));
    acknowledged.add(new Acknowledgements.Key(run, writer), n);
  }

  private static void append(FileChannel file, String line) {
    try {
      ByteBuffer bytes = ByteBuffer.wrap(line.getBytes(StandardCharsets.US_ASCII));
      while (bytes.hasRemaining()) {
        file.write(bytes);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot append to the file of acknowledgements", e);
    }
  }

  Acknowledgements acknowledged() {
    return acknowledged;
  }

  @Override
  public synchronized void close() throws IOException {
    if (file.isPresent()) {
      file.get().close();
    }
  }
}
