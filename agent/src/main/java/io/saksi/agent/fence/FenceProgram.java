package io.saksi.agent.fence;

import io.saksi.agent.os.ProgramWords;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Runs a target's program once: options on its standard input, an exit status back. Whatever it is
 * and does, this returns in time; secrets appear in no command line and in no log.
 */
final class FenceProgram {
  private static final int WORDS_KEPT = 300;

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
    ProgramWords words = new ProgramWords(WORDS_KEPT, ProgramWords.Keep.LAST);
    try {
      give(process, input);
      return words.await(process, bound)
          ? new Ran.Ended(process.exitValue(), words.text())
          : new Ran.TimedOut();
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
}
