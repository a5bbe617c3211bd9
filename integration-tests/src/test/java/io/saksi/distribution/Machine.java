package io.saksi.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import io.saksi.it.Await;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A machine with systemd and a network of its own, 10.0.0.1 on it, made of the files of this one;
 * what is changed there is lost. Needs root. See deploy/lib/package/machine.sh.
 */
final class Machine implements AutoCloseable {
  private static final Path SCRIPT =
      Path.of(System.getProperty("saksi.root"), "deploy", "lib", "package", "machine.sh");
  private static final Duration STARTS_WITHIN = Duration.ofMinutes(1);
  private static final Duration ENDS_WITHIN = Duration.ofSeconds(20);

  /** The longest that one command may take: systemd's own bound for a stop of the node. */
  private static final Duration LIMIT = Duration.ofSeconds(150);

  private final Path folder;
  private final Process script;
  private final String first;

  private Machine(Path folder, Process script, String first) {
    this.folder = folder;
    this.script = script;
    this.first = first;
  }

  static Machine start() throws Exception {
    Path folder = Files.createTempDirectory("saksi-machine");
    Process script =
        new ProcessBuilder("bash", SCRIPT.toString(), folder.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String first = firstProcess(script);
    Machine machine = new Machine(folder, script, first);
    Await.until(
        "systemd is up",
        STARTS_WITHIN,
        () -> machine.run("systemctl", "is-system-running").out().matches("(running|degraded)\n"));
    return machine;
  }

  /** The script ends by itself where it cannot make one. */
  private static String firstProcess(Process script) throws IOException {
    BufferedReader out = script.inputReader();
    String line = out.readLine();
    assertThat(line).as("a machine (needs root, systemd and overlayfs)").matches("[0-9]+");
    return line;
  }

  /** A file there, as this machine reaches it. */
  Path file(String path) {
    return Path.of("/proc", first, "root").resolve(path.substring(1));
  }

  Launched run(String... command) throws IOException, InterruptedException {
    return Launched.run(LIMIT, Map.of(), inside(command));
  }

  /** What it prints, where it has to succeed. */
  String output(String... command) throws IOException, InterruptedException {
    Launched run = run(command);
    assertThat(run.code())
        .as("%s:%n%s%s", String.join(" ", command), run.out(), run.err())
        .isZero();
    return run.out();
  }

  /** A program that goes on, and is talked to. */
  Process process(String... command) throws IOException {
    return new ProcessBuilder(inside(command)).redirectErrorStream(true).start();
  }

  private List<String> inside(String... command) {
    List<String> whole =
        new ArrayList<>(List.of("nsenter", "--target", first, "--mount", "--uts", "--ipc"));
    whole.addAll(List.of("--net", "--pid", "--cgroup", "--"));
    whole.addAll(List.of(command));
    return whole;
  }

  @Override
  public void close() throws IOException {
    script.getOutputStream().close();
    try {
      assertThat(script.waitFor(ENDS_WITHIN.toMillis(), TimeUnit.MILLISECONDS))
          .as("the machine ends")
          .isTrue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    Files.delete(folder);
  }
}
