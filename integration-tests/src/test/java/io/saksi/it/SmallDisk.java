package io.saksi.it;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/**
 * A file system in memory with little space. Root mounts it: a test that needs it fails without.
 */
final class SmallDisk implements AutoCloseable {
  private static final int NOBODY = 65534;
  private static final int PIECE = 1 << 20;

  private final Path mount;

  private SmallDisk(Path mount) {
    this.mount = mount;
  }

  static SmallDisk ofMegabytes(int size) throws Exception {
    Path mount = Shipped.directory(Path.of(System.getProperty("java.io.tmpdir")));
    run(
        "mount",
        "-t",
        "tmpfs",
        "-o",
        "mode=700,uid=" + NOBODY + ",gid=" + NOBODY + ",size=" + size + "m",
        "tmpfs",
        mount.toString());
    return new SmallDisk(mount);
  }

  Path path() {
    return mount;
  }

  private Path filler() {
    return mount.resolve("somebody-elses-file");
  }

  /** Takes every block that is left. */
  void fill() throws IOException {
    byte[] piece = new byte[PIECE];
    for (int size = PIECE; size >= 4096; ) {
      try (OutputStream out =
          Files.newOutputStream(filler(), StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
        out.write(piece, 0, size);
      } catch (IOException e) {
        size /= 2; // less is left than that
      }
    }
  }

  /** Takes what is left but for about so many megabytes. */
  void fillBut(int megabytes) throws IOException {
    try (OutputStream out = Files.newOutputStream(filler())) {
      byte[] piece = new byte[PIECE];
      while (Files.getFileStore(mount).getUsableSpace() > (megabytes + 1L) * PIECE) {
        out.write(piece);
      }
    }
  }

  void clear() throws IOException {
    Files.deleteIfExists(filler());
  }

  @Override
  public void close() throws IOException {
    run("umount", "-l", mount.toString());
    Files.delete(mount);
  }

  private static void run(String... command) throws IOException {
    Process process = new ProcessBuilder(List.of(command)).redirectErrorStream(true).start();
    // It ends when its words do.
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.onExit().join().exitValue() != 0) {
      throw new AssertionError(
          String.join(" ", command) + " failed (this test needs root): " + said);
    }
  }
}
