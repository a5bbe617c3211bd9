package io.saksi.it;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * What is shipped, as the user who runs it finds it. Root hands everything over to nobody: as
 * nobody may not enter root's directories, the distribution is copied first, with its times, for
 * the AOT caches are valid for exactly these files.
 */
final class Shipped {
  private static final int NOBODY = 65534;
  private static final boolean ROOT = isRoot();
  private static final Map<Build, Path> LAUNCHERS = new EnumMap<>(Build.class);

  /** Of which version. */
  enum Build {
    CURRENT,
    /** Of the commit that {@code deploy/previous} names; {@code deploy/verify.sh} builds it. */
    PREVIOUS;

    private Path directory() {
      return switch (this) {
        case CURRENT -> Path.of(System.getProperty("saksi.root"), "agent", "target", "saksi");
        case PREVIOUS -> Path.of(System.getProperty("saksi.previous"));
      };
    }
  }

  private Shipped() {}

  private static boolean isRoot() {
    try {
      return Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0);
    } catch (IOException e) {
      throw new AssertionError("no /proc", e);
    }
  }

  /** Where that user finds the program. */
  static String launcher() throws IOException {
    return launcher(Build.CURRENT);
  }

  static synchronized String launcher(Build build) throws IOException {
    Path known = LAUNCHERS.get(build);
    if (known == null) {
      Path directory = build.directory();
      known = (ROOT ? copy(directory) : directory).resolve("bin/saksi");
      LAUNCHERS.put(build, known);
    }
    return known.toString();
  }

  /** {@code saksi} with these arguments, as an ordinary user. */
  static List<String> command(List<String> arguments) throws IOException {
    return command(Build.CURRENT, arguments);
  }

  private static List<String> command(Build build, List<String> arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of(launcher(build)));
    command.addAll(arguments);
    return asItsUser(command);
  }

  /** Any command, as that user. */
  static List<String> asItsUser(List<String> command) {
    List<String> all = new ArrayList<>();
    if (ROOT) {
      String id = Integer.toString(NOBODY);
      all.addAll(List.of("setpriv", "--reuid", id, "--regid", id, "--clear-groups", "--"));
    }
    all.addAll(command);
    return all;
  }

  /**
   * The same in a network of the test's, with what an ordinary user needs there to hold virtual
   * addresses. Only root can make such a network, and enter it.
   */
  static List<String> command(String network, List<String> arguments) throws IOException {
    String id = Integer.toString(NOBODY);
    String capabilities = "+net_admin,+net_raw";
    List<String> command = new ArrayList<>(List.of("ip", "netns", "exec", network, "setpriv"));
    command.addAll(List.of("--reuid", id, "--regid", id, "--clear-groups"));
    command.addAll(List.of("--inh-caps", capabilities, "--ambient-caps", capabilities, "--"));
    command.add(launcher());
    command.addAll(arguments);
    return command;
  }

  /** A process of it: nothing on its standard input, its words in a file. */
  static ProcessBuilder process(List<String> arguments, Path log) throws IOException {
    return started(command(arguments), log);
  }

  /** Of that version. */
  static ProcessBuilder process(Build build, List<String> arguments, Path log) throws IOException {
    return started(command(build, arguments), log);
  }

  /** As the other one, in a network of the test's. */
  static ProcessBuilder process(String network, List<String> arguments, Path log)
      throws IOException {
    return started(command(network, arguments), log);
  }

  private static ProcessBuilder started(List<String> command, Path log) {
    return new ProcessBuilder(command)
        .directory(Path.of("/").toFile())
        .redirectInput(Path.of("/dev/null").toFile())
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
  }

  /** A new directory in that one, of the user who runs what is shipped. */
  static Path directory(Path parent) throws IOException {
    Path directory = Files.createTempDirectory(parent, "saksi-it");
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
    return handOver(directory);
  }

  static Path handOver(Path path) throws IOException {
    if (ROOT) {
      Files.setAttribute(path, "unix:uid", NOBODY, LinkOption.NOFOLLOW_LINKS);
    }
    return path.toRealPath();
  }

  static void deleteTree(Path root) throws IOException {
    if (!Files.exists(root, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    Files.walkFileTree(
        root,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path directory, IOException failure)
              throws IOException {
            Files.delete(directory);
            return FileVisitResult.CONTINUE;
          }
        });
  }

  private static Path copy(Path directory) throws IOException {
    Path built = directory.toRealPath();
    Path target = directory(Path.of(System.getProperty("java.io.tmpdir")));
    Runtime.getRuntime().addShutdownHook(new Thread(() -> deleteQuietly(target)));
    Files.walkFileTree(
        built,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes)
              throws IOException {
            Files.createDirectories(target.resolve(built.relativize(directory)));
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Path copy = target.resolve(built.relativize(file));
            Files.copy(file, copy, StandardCopyOption.COPY_ATTRIBUTES, LinkOption.NOFOLLOW_LINKS);
            return FileVisitResult.CONTINUE;
          }
        });
    return target;
  }

  private static void deleteQuietly(Path directory) {
    try {
      deleteTree(directory);
    } catch (IOException e) {
      System.out.println("left behind: " + directory);
    }
  }
}
