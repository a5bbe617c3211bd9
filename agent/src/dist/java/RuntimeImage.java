import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** The part of the JDK that Saksi needs. */
final class RuntimeImage {
  /**
   * java.sql, java.naming, java.security.jgss and sasl: pgjdbc. java.management, jdk.management:
   * Ratis' watch over pauses, and the JVM's own figures, which /metrics shows. jdk.unsupported:
   * Netty's and protobuf's use of Unsafe. jdk.jfr: Netty's events; and diagnosis. jdk.net:
   * keep-alive options of sockets. jdk.jcmd: thread dumps and heap figures on a host without a JDK.
   */
  private static final String MODULES =
      "java.base,java.logging,java.management,java.naming,java.security.jgss,java.security.sasl,"
          + "java.sql,jdk.jcmd,jdk.jfr,jdk.management,jdk.net,jdk.unsupported";

  /** Among the inputs, so that an image of before that is made anew. */
  private static final String TIMES = " with times of contents";

  private static final Duration LIMIT = Duration.ofMinutes(5);

  private final Path image;
  private final State state;
  private final Progress progress;

  RuntimeImage(Path image, State state, Progress progress) {
    this.image = image;
    this.state = state;
    this.progress = progress;
  }

  boolean make() throws IOException, InterruptedException {
    Path jdk = Path.of(System.getProperty("java.home"));
    String inputs = new Hash().text(options() + TIMES).file(jdk.resolve("release")).end();
    if (state.isMadeFrom(image, inputs)) {
      return false;
    }
    long began = System.nanoTime();
    Path fresh = image.resolveSibling("runtime.new");
    Tool.deleteTree(fresh);
    List<String> command = new java.util.ArrayList<>();
    command.add(jdk.resolve("bin/jlink").toString());
    command.addAll(options());
    command.addAll(List.of("--output", fresh.toString()));
    Tool.run(LIMIT, Map.of(), command);
    ContentTime.give(fresh.resolve("lib/modules"));
    Tool.deleteTree(image);
    Files.move(fresh, image);
    state.madeFrom(image, inputs);
    progress.made("runtime", began);
    return true;
  }

  /** Uncompressed: what the archive saves at rest, every start would pay. */
  private static List<String> options() {
    return List.of(
        "--add-modules",
        MODULES,
        "--no-header-files",
        "--no-man-pages",
        "--strip-java-debug-attributes",
        "--compress",
        System.getenv().getOrDefault("SAKSI_JLINK_COMPRESS", "zip-0"));
  }
}
