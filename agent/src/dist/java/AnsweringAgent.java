import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The tests' fake agent as a process: the command line rehearses a real call against it. */
record AnsweringAgent(Process process, List<String> told) implements AutoCloseable {
  /** What it tells of itself, in its order. */
  private static final List<String> WORDS = List.of("@AGENT@", "@TLS@", "@SOCKETS@", "@CALLER@");

  private static final String CLASS = "io.saksi.agent.cli.status.FakeAgent";

  /**
   * Where the tests were not compiled there is no agent, and the rehearsal learns a refused call.
   */
  private static final List<String> NOBODY =
      List.of("127.0.0.1:1", "127.0.0.1:1", "/nonexistent", "/nonexistent");

  static AnsweringAgent start(Path testClasses) throws IOException {
    if (!Files.exists(testClasses.resolve(CLASS.replace('.', '/') + ".class"))) {
      System.out.println(
          "[WARNING] the tests are not compiled: `saksi status` will start more slowly");
      return new AnsweringAgent(null, NOBODY);
    }
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                testClasses + File.pathSeparator + System.getProperty("java.class.path"),
                CLASS)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    BufferedReader out = process.inputReader();
    String line = out.readLine();
    if (line == null) {
      process.destroy();
      throw new IOException(CLASS + " did not start");
    }
    return new AnsweringAgent(process, List.of(line.split(" ")));
  }

  /** A word of a rehearsal, with what it stands for. */
  String in(String word) {
    String said = word;
    for (int i = 0; i < WORDS.size(); i++) {
      said = said.replace(WORDS.get(i), told.get(i));
    }
    return said;
  }

  @Override
  public void close() {
    if (process != null) {
      process.destroy();
    }
  }
}
