package io.saksi.agent.fence;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Set;

/** Small files that nobody else may read, or at least not write: who can, can turn machines off. */
final class OwnerOnly {
  private static final Set<PosixFilePermission> OTHERS_READ =
      EnumSet.of(PosixFilePermission.GROUP_READ, PosixFilePermission.OTHERS_READ);
  private static final Set<PosixFilePermission> OTHERS_WRITE =
      EnumSet.of(PosixFilePermission.GROUP_WRITE, PosixFilePermission.OTHERS_WRITE);

  private OwnerOnly() {}

  /**
   * A secret, without the end of its line.
   *
   * @throws IOException also where others may read it, or it is no single line
   */
  static String secret(Path file, int mostBytes) throws IOException {
    refuse(file, OTHERS_READ, "others may read it: chmod 600");
    String text = text(file, mostBytes).stripTrailing();
    if (text.isEmpty() || text.contains("\n")) {
      throw new IOException(file + ": has to be one line");
    }
    return text;
  }

  /**
   * Reads a file that only its owner may change.
   *
   * @throws IOException also where it is larger than that
   */
  static String text(Path file, int mostBytes) throws IOException {
    refuse(file, OTHERS_WRITE, "others may change it: chmod go-w");
    try (var in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(mostBytes + 1);
      if (bytes.length > mostBytes) {
        throw new IOException(file + ": larger than " + mostBytes + " bytes");
      }
      return new String(bytes, StandardCharsets.UTF_8);
    }
  }

  /** A program that others may change is theirs to choose. */
  static void requireProgram(Path file) throws IOException {
    if (!file.isAbsolute() || !Files.isRegularFile(file) || !Files.isExecutable(file)) {
      throw new IOException(file + ": give the absolute path of a program that may be executed");
    }
    refuse(file, OTHERS_WRITE, "others may change it: chmod go-w");
  }

  private static void refuse(Path file, Set<PosixFilePermission> forbidden, String why)
      throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new IOException(file + ": is not a file that can be read");
    }
    Set<PosixFilePermission> found = EnumSet.copyOf(forbidden);
    found.retainAll(Files.getPosixFilePermissions(file));
    if (!found.isEmpty()) {
      throw new IOException(file + ": " + why + " " + file);
    }
  }
}
