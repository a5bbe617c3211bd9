package io.saksi.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class DistributionStandsAloneTest {
  private static final Path LAUNCHER = Launched.HOME.resolve("bin/saksi");
  private static final Map<String, String> NOTHING = Map.of();

  @TempDir private Path folder;

  @Test
  void helpNeedsNoJavaOnTheMachine() throws Exception {
    var run =
        Launched.run(LAUNCHER, Map.of("PATH", "/usr/bin:/bin", "JAVA_HOME", "/none"), "--help");
    assertThat(run.code()).isZero();
    assertThat(run.out()).contains("Usage: saksi").contains("Exit status:");
    assertThat(run.err()).isEmpty();
  }

  @Test
  void launcherFindsItselfThroughSymlinksAndSpaces() throws Exception {
    Path spaced = Files.createDirectory(folder.resolve("a b"));
    Path first = Files.createSymbolicLink(spaced.resolve("first"), LAUNCHER);
    Path second = Files.createSymbolicLink(folder.resolve("second"), Path.of("a b/first"));
    assertThat(Launched.run(first, NOTHING, "--version").out()).startsWith("saksi ");
    assertThat(Launched.run(second, NOTHING, "--version").out()).startsWith("saksi ");
  }

  @Test
  void optionsForOtherJavaProgramsAreNotHeard() throws Exception {
    var run =
        Launched.run(
            LAUNCHER,
            Map.of("JAVA_TOOL_OPTIONS", "-Xmx1k", "JDK_JAVA_OPTIONS", "-Xmx1k", "CLASSPATH", "/x"),
            "--version");
    assertThat(run.code()).isZero();
    assertThat(run.err()).isEmpty();
  }

  /** The cache is a matter of speed: flags that it was not made for, or none at all, cost time. */
  @Test
  void cacheThatDoesNotFitIsNotWorthAWord() throws Exception {
    Path broken = Files.writeString(folder.resolve("broken.aot"), "no cache");
    for (String options :
        List.of(
            "-XX:-UseCompactObjectHeaders",
            "-XX:-UseSerialGC -XX:+UseParallelGC",
            "-XX:AOTCache=" + broken,
            "-XX:AOTCache=/none")) {
      var run = Launched.run(LAUNCHER, Map.of("SAKSI_JAVA_OPTS", options), "--version");
      assertThat(run.code()).as(options).isZero();
      assertThat(run.err()).as(options).isEmpty();
      assertThat(run.out()).as(options).startsWith("saksi ");
    }
  }

  /**
   * The one way in which a cache is worse than none: where its objects have no room in the first
   * heap, the JVM ends. They grow with the program, a little with every class.
   */
  @Test
  void objectsOfTheCacheWouldHaveRoomInAMuchSmallerHeap() throws Exception {
    for (Map.Entry<String, String> heap :
        Map.of("agent", "-Xms10m", "guard", "-Xms3m", "router", "-Xms8m", "status", "-Xms8m")
            .entrySet()) {
      var run =
          Launched.run(
              LAUNCHER,
              Map.of("SAKSI_JAVA_OPTS", heap.getValue() + " -Xlog:aot*=info:stderr"),
              heap.getKey(),
              "--no-such-option");
      assertThat(run.err())
          .as(heap.getKey())
          .contains("Loaded heap")
          .doesNotContain("Unable to use");
    }
  }

  /** What costs milliseconds in every start; measured times are in the documents, not in tests. */
  @Test
  void helpLoadsNothingFromJars() throws Exception {
    Path loaded = folder.resolve("loaded");
    Path initialized = folder.resolve("initialized");
    Launched.run(
        LAUNCHER,
        Map.of(
            "SAKSI_JAVA_OPTS",
            "-Xlog:class+load:file=" + loaded + " -Xlog:class+init:file=" + initialized),
        "--help");
    assertThat(loaded).isNotEmptyFile();
    assertThat(linesWith(loaded, "source: file:"))
        .as("classes that the AOT cache does not hold")
        .isEmpty();
    assertThat(initialized).isNotEmptyFile();
    assertThat(linesWith(initialized, "'io/netty")).as("the network is no part of help").isEmpty();
    assertThat(linesWith(initialized, "'io/grpc")).as("the network is no part of help").isEmpty();
  }

  private static List<String> linesWith(Path file, String part) throws IOException {
    return Files.readAllLines(file).stream().filter(line -> line.contains(part)).toList();
  }

  @Test
  void nobodyThereIsSaidPromptlyWithoutAStackTrace() throws Exception {
    var run = Launched.run(LAUNCHER, NOTHING, "status", "--agents", "127.0.0.1:1");
    assertThat(run.code()).isEqualTo(3);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).contains("127.0.0.1:1: connection refused").doesNotContain("\tat ");
    var traced =
        Launched.run(LAUNCHER, Map.of("SAKSI_DEBUG", "1"), "status", "--agents", "127.0.0.1:1");
    assertThat(traced.err()).contains("\tat ");
  }
}
