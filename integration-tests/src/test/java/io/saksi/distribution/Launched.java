package io.saksi.distribution;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** One run of a program, mostly of the launcher that is shipped, as a process. */
record Launched(int code, String out, String err) {
  static final Path HOME = Path.of(System.getProperty("saksi.root"), "agent", "target", "saksi");
  private static final Duration LIMIT = Duration.ofSeconds(30);

  static Launched run(Path launcher, Map<String, String> environment, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(launcher.toString());
    command.addAll(List.of(arguments));
    return run(LIMIT, environment, command);
  }

  static Launched run(Duration limit, Map<String, String> environment, List<String> command)
      throws IOException, InterruptedException {
    Path out = Files.createTempFile("saksi", ".out");
    Path err = Files.createTempFile("saksi", ".err");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(Path.of("/").toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    builder.environment().putAll(environment);
    Process process = builder.start();
    process.getOutputStream().close();
    try {
      if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new AssertionError(
            "%s took longer than %s: %s%s"
                .formatted(command, limit, Files.readString(out), Files.readString(err)));
      }
      return new Launched(process.exitValue(), Files.readString(out), Files.readString(err));
    } finally {
      process.destroyForcibly();
      Files.delete(out);
      Files.delete(err);
    }
  }
}
