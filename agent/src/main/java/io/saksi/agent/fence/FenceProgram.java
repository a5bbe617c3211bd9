package io.saksi.agent.fence;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Runs a target's program once: options on its standard input, an exit status back. Whatever it is
 * and does, this returns in time; secrets appear in no command line and in no log.
 */
final class FenceProgram {
  private static final int WORDS_KEPT = 300;
  private static final Duration LAST_WORDS = Duration.ofMillis(200);

  private final FenceTarget target;

  FenceProgram(FenceTarget target) {
    this.target = target;
  }

  /** Blocks for about the bound at most. */
  Ran run(String action, Duration bound) throws InterruptedException {
    try {
      List<String> command = new ArrayList<>(List.of(target.program().toString()));
      if (target.calling() == FenceTarget.Calling.COMMAND) {
        command.addAll(List.of(action, target.node().name()));
      }
      return run(command, input(action), bound);
    } catch (IOException e) {
      return new Ran.CouldNotStart(e.getMessage());
    }
  }

  /** As above, of any program. */
  static Ran run(List<String> command, String input, Duration bound)
      throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("LC_ALL", "C");
    Process process = builder.start();
    Tail tail = new Tail(process.getInputStream());
    Thread reader = Thread.ofVirtual().name("saksi-fence-words").start(tail::read);
    try {
      give(process, input);
      if (!process.waitFor(bound.toMillis(), TimeUnit.MILLISECONDS)) {
        return new Ran.TimedOut();
      }
      reader.join(LAST_WORDS); // a child that it left behind may hold the pipe open for ever
      return new Ran.Ended(process.exitValue(), tail.words());
    } finally {
      end(process);
    }
  }

  private String input(String action) throws IOException {
    StringBuilder lines = new StringBuilder();
    lines.append("action=").append(action).append('\n');
    lines.append("nodename=").append(target.node().name()).append('\n');
    target.sortedOptions().forEach((k, v) -> lines.append(k).append('=').append(v).append('\n'));
    for (Map.Entry<String, Path> secret : target.sortedSecrets().entrySet()) {
      String value = FenceSection.read(secret.getValue());
      lines.append(secret.getKey()).append('=').append(value).append('\n');
    }
    return lines.toString();
  }

  /**
   * On a thread of its own: who never reads may leave us waiting in a full pipe. It ends with the
   * process.
   */
  private static void give(Process process, String input) {
    Thread.ofVirtual()
        .name("saksi-fence-input")
        .start(() -> {
          try (OutputStream out = process.getOutputStream()) {
            out.write(input.getBytes(StandardCharsets.UTF_8));
          } catch (IOException e) {
            return; // it did not want to know: its exit status says how it went
          }
        });
  }

  private static void end(Process process) {
    // What it started would go on pulling at the same machine's power.
    List<ProcessHandle> family = process.descendants().toList();
    process.destroyForcibly();
    family.forEach(ProcessHandle::destroyForcibly);
  }

  /** Reads everything, keeps the end. */
  private static final class Tail {
    private final InputStream in;
    private final StringBuilder kept = new StringBuilder();

    Tail(InputStream in) {
      this.in = in;
    }

    void read() {
      byte[] buffer = new byte[4096];
      try {
        for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
          keep(new String(buffer, 0, n, StandardCharsets.UTF_8));
        }
      } catch (IOException e) {
        return; // the stream of a killed program ends like this
      }
    }

    private synchronized void keep(String text) {
      kept.append(text);
      kept.delete(0, Math.max(0, kept.length() - WORDS_KEPT));
    }

    /** One line that is safe in a log. */
    synchronized String words() {
      return kept.toString().replaceAll("\\P{Print}+", " ").strip();
    }
  }
}
