package io.saksi.agent.hook;

import io.saksi.core.hook.HookPoint;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The programs of one point, in the order of their names. What others may change is theirs to
 * choose, and is not run; looked at anew before each run.
 */
final class HookFiles {
  private static final int MOST = 50;
  private static final int SHEBANG_BYTES = 256;

  /**
   * @param refused with the reason, each
   */
  record Found(List<Path> programs, List<String> refused) {}

  private final Path directory;

  HookFiles(Path directory) {
    this.directory = directory;
  }

  Found of(HookPoint point) {
    Path place = directory.resolve(point.text());
    List<Path> programs = new ArrayList<>();
    List<String> refused = new ArrayList<>();
    if (!Files.exists(place)) {
      return new Found(programs, refused);
    }
    Optional<String> open = whyNotTrusted(directory).or(() -> whyNotTrusted(place));
    if (open.isPresent()) {
      return new Found(programs, List.of(open.get()));
    }
    try (Stream<Path> files = Files.list(place)) {
      files
          .filter(file -> isProgramName(file.getFileName().toString()))
          .sorted()
          .limit(MOST)
          .forEach(file -> whyNot(file).ifPresentOrElse(refused::add, () -> programs.add(file)));
    } catch (IOException e) {
      refused.add(place + ": cannot be read: " + e.getMessage());
    }
    return new Found(programs, refused);
  }

  /** What editors and package managers leave behind is no program. */
  private static boolean isProgramName(String name) {
    return name.matches("[A-Za-z0-9_][A-Za-z0-9_.-]*")
        && !name.matches(".*\\.(bak|disabled|dpkg-.*|rpm(save|new|orig))");
  }

  private static Optional<String> whyNot(Path file) {
    if (!Files.isRegularFile(file) || !Files.isExecutable(file)) {
      return Optional.of(file + ": is no program that may be executed: chmod u+x, or remove it");
    }
    return whyNotTrusted(file).or(() -> noInterpreter(file));
  }

  private static Optional<String> whyNotTrusted(Path file) {
    try {
      Path real = file.toRealPath();
      String owner = Files.getOwner(real).getName();
      Set<PosixFilePermission> may = Files.getPosixFilePermissions(real);
      boolean others =
          may.contains(PosixFilePermission.GROUP_WRITE)
              || may.contains(PosixFilePermission.OTHERS_WRITE);
      if (others) {
        return Optional.of(file + ": others may change it: chmod go-w " + real);
      }
      return owner.equals("root") || owner.equals(System.getProperty("user.name"))
          ? Optional.empty()
          : Optional.of(file + ": belongs to " + owner + ": chown it to root or the agent's user");
    } catch (IOException e) {
      return Optional.of(file + ": cannot be looked at: " + e.getMessage());
    }
  }

  /** The kernel would only say that the program itself does not exist. */
  private static Optional<String> noInterpreter(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      String first = new String(in.readNBytes(SHEBANG_BYTES), StandardCharsets.ISO_8859_1);
      if (!first.startsWith("#!")) {
        return Optional.empty();
      }
      String[] words = first.lines().findFirst().orElse("").substring(2).strip().split("\\s+", 2);
      return Files.isExecutable(Path.of(words[0]))
          ? Optional.empty()
          : Optional.of(file + ": its interpreter " + words[0] + " is not there: install it");
    } catch (IOException | IllegalArgumentException e) {
      return Optional.of(file + ": cannot be read: " + e.getMessage());
    }
  }
}
