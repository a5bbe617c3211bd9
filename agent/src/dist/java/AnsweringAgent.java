import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The tests' fake agent as a process: the command line rehearses a real call against it. */
record AnsweringAgent(Process process, String address) implements AutoCloseable {
  private static final String CLASS = "io.saksi.agent.cli.status.FakeAgent";

  /**
   * Where the tests were not compiled there is no agent, and the rehearsal learns a refused call.
   */
  private static final String NOBODY = "127.0.0.1:1";

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
    String address = out.readLine();
    if (address == null) {
      process.destroy();
      throw new IOException(CLASS + " did not start");
    }
    return new AnsweringAgent(process, address);
  }

  @Override
  public void close() {
    if (process != null) {
      process.destroy();
    }
  }
}
