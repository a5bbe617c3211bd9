package io.saksi.agent.postgres;

import io.saksi.agent.os.Precedence;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One run of a PostgreSQL program. It never outlives the call: the end of the bound, and the
 * interruption of the caller, kill the program with its children.
 */
final class Commands {
  private static final Logger LOG = LoggerFactory.getLogger(Commands.class);
  private static final int LINES_KEPT = 400;
  private static final int LINE_LENGTH_KEPT = 2_000;
  private static final int LINE_LENGTH_TOLD = 1 << 20;
  private static final Duration REAP_TIMEOUT = Duration.ofSeconds(5);

  private final List<String> command;
  private String input = "";
  private Consumer<String> lineListener = line -> {};
  private boolean utc;

  private Commands(List<String> command) {
    this.command = command;
  }

  static Commands of(Path program, String... arguments) {
    return of(program, List.of(arguments));
  }

  static Commands of(Path program, List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(program.toString());
    command.addAll(arguments);
    return new Commands(command);
  }

  /** Text for the program's standard input; it must fit a pipe (64 kB). */
  Commands input(String text) {
    input = text;
    return this;
  }

  Commands onLine(Consumer<String> listener) {
    lineListener = listener;
    return this;
  }

  /** Times in its output are UTC, and say so. */
  Commands inUtc() {
    utc = true;
    return this;
  }

  /**
   * How every program is run: messages that we can read, nothing inherited, and no precedence over
   * other work.
   */
  static ProcessBuilder builder(List<String> command) {
    ProcessBuilder builder = new ProcessBuilder(Precedence.ordinary(command));
    Map<String, String> environment = builder.environment();
    environment.keySet().removeIf(name -> name.startsWith("PG") || name.startsWith("LC_"));
    environment.remove("LANGUAGE");
    environment.put("LC_ALL", "C");
    return builder;
  }

  Result run(Duration bound) throws PostgresException, InterruptedException {
    Process process = start();
    try {
      Deque<String> lines = new ArrayDeque<>();
      Thread reader = Thread.ofVirtual().start(() -> read(process, lines));
      try (var stdin = process.outputWriter(StandardCharsets.UTF_8)) {
        stdin.write(input);
      } catch (IOException e) {
        // A program that ends before it has read its input says why on its output.
        lineListener.accept("input was not read: " + e.getMessage());
      }
      if (!process.waitFor(bound.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new PostgresException(
            name() + " did not end within " + bound.toMillis() + " ms and was killed",
            "look at the load of the machine and its disks, then try again");
      }
      reader.join(REAP_TIMEOUT);
      synchronized (lines) {
        return new Result(name(), process.exitValue(), List.copyOf(lines));
      }
    } finally {
      end(process);
    }
  }

  private Process start() throws PostgresException {
    try {
      ProcessBuilder builder = builder(command).redirectErrorStream(true);
      if (utc) {
        builder.environment().put("TZ", "UTC");
      }
      return builder.start();
    } catch (IOException e) {
      throw new PostgresException(
          "cannot run " + command.getFirst() + ": " + e.getMessage(),
          "see that it is installed and may be executed by this user",
          e);
    }
  }

  private void read(Process process, Deque<String> lines) {
    try (var reader =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      String line;
      while ((line = reader.readLine()) != null) {
        String kept = line.length() > LINE_LENGTH_KEPT ? line.substring(0, LINE_LENGTH_KEPT) : line;
        synchronized (lines) {
          lines.addLast(kept);
          if (lines.size() > LINES_KEPT) {
            lines.removeFirst();
          }
        }
        tell(line.length() > LINE_LENGTH_TOLD ? line.substring(0, LINE_LENGTH_TOLD) : line);
      }
    } catch (IOException e) {
      // The stream of a killed program ends like this; its exit status tells the story.
      return;
    }
  }

  /**
   * A line that a listener cannot take must not stop the reading: the program would wait for us.
   */
  private void tell(String line) {
    try {
      lineListener.accept(line);
    } catch (RuntimeException e) {
      LOG.warn("a line of {} was not understood: {}", name(), e.toString());
    }
  }

  private static void end(Process process) {
    if (process.isAlive()) {
      // Children first: they would be reparented and no longer found.
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }

  private String name() {
    return Path.of(command.getFirst()).getFileName().toString();
  }

  /** The last lines of output and error output, in order, and the exit status. */
  record Result(String program, int status, List<String> lines) {
    boolean succeeded() {
      return status == 0;
    }

    String output() {
      return String.join("\n", lines);
    }

    String orThrow(String purpose, String remedy) throws PostgresException {
      if (!succeeded()) {
        throw new PostgresException(
            purpose + " failed: " + program + " ended with status " + status + ": " + tail(),
            remedy);
      }
      return output();
    }

    String tail() {
      int from = Math.max(0, lines.size() - 8);
      return String.join(" | ", lines.subList(from, lines.size()));
    }
  }
}
