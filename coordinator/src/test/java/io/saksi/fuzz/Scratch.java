package io.saksi.fuzz;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/**
 * A directory for parsers that read files: in memory where that is possible, made at its first use,
 * gone with the process.
 */
public final class Scratch {
  private static final Path MEMORY = Path.of("/dev/shm");
  private Path directory;

  /** The file, with this content. */
  public Path file(String name, byte[] content) throws IOException {
    return Files.write(directory().resolve(name), content);
  }

  public synchronized Path directory() throws IOException {
    if (directory == null) {
      Path made =
          Files.isWritable(MEMORY)
              ? Files.createTempDirectory(MEMORY, "saksi-fuzz")
              : Files.createTempDirectory("saksi-fuzz");
      Runtime.getRuntime().addShutdownHook(new Thread(() -> remove(made)));
      directory = made;
    }
    return directory;
  }

  private static void remove(Path tree) {
    try (Stream<Path> all = Files.walk(tree)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    } catch (IOException | UncheckedIOException e) {
      return; // somebody still writes there: a temporary directory is left
    }
  }
}
