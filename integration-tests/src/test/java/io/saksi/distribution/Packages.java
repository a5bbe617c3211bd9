package io.saksi.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** What deploy/package.sh made in a folder. */
record Packages(Path folder) {
  private static final Path SCRIPT =
      Path.of(System.getProperty("saksi.root"), "deploy", "package.sh");
  private static final Duration LIMIT = Duration.ofMinutes(8);

  private static Packages ofThisBuild;

  /** Made once: by a user with an ordinary environment, with the version that is the default. */
  static synchronized Packages ofThisBuild() throws IOException, InterruptedException {
    if (ofThisBuild == null) {
      Path folder = Files.createTempDirectory("saksi-packages");
      Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(folder)));
      ofThisBuild = make("umask 022", folder);
    }
    return ofThisBuild;
  }

  private static void delete(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
      Files.delete(folder);
    } catch (IOException e) {
      System.out.println("left behind: " + folder);
    }
  }

  /**
   * @param shell what is done in the shell before
   */
  static Packages make(String shell, Path folder, String... options)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("bash", "-c", shell + "; exec \"$@\"", "bash"));
    command.addAll(List.of(SCRIPT.toString(), "--fast", "--out", folder.toString()));
    command.addAll(List.of(options));
    Launched run = Launched.run(LIMIT, Map.of(), command);
    assertThat(run.code()).as(run.err() + run.out()).isZero();
    return new Packages(folder);
  }

  Path deb() throws IOException {
    return only("saksi_*.deb");
  }

  Path archive() throws IOException {
    return only("saksi-*.tar.gz");
  }

  String sums() throws IOException {
    return Files.readString(folder.resolve("SHA256SUMS"));
  }

  private Path only(String name) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      var matcher = folder.getFileSystem().getPathMatcher("glob:" + name);
      List<Path> found = files.filter(file -> matcher.matches(file.getFileName())).toList();
      assertThat(found).as(name).hasSize(1);
      return found.getFirst();
    }
  }
}
