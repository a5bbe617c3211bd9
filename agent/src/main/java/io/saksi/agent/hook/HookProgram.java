package io.saksi.agent.hook;

import io.saksi.agent.os.Precedence;
import io.saksi.agent.os.ProgramWords;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs one program once. Whatever it is and does, this returns in about its bound, and nothing that
 * it began lives on.
 */
final class HookProgram {
  private static final Logger LOG = LoggerFactory.getLogger(HookProgram.class);

  /** Characters of its output, the last ones: in the log, and in a problem. */
  private static final int LOGGED = 2_000;

  private static final int TOLD = 200;
  private static final Duration END_BOUND = Duration.ofSeconds(10);
  private static final String PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

  /**
   * How a run ended.
   *
   * @param failure for people; empty: with status 0
   * @param again whether it may be worth another try: it ended by itself, and in time
   */
  record Ended(Optional<String> failure, boolean again) {}

  private final Path file;
  private final Map<String, String> environment;

  HookProgram(Path file, Map<String, String> environment) {
    this.file = file;
    this.environment = environment;
  }

  /** With its directory, for people. */
  String name() {
    return file.getParent().getFileName() + "/" + file.getFileName();
  }

  Ended run(Duration timeout) throws InterruptedException {
    String word = UUID.randomUUID().toString();
    // setsid(1) becomes the program: its process leads a session of its own.
    ProcessBuilder builder =
        new ProcessBuilder(Precedence.ordinary(List.of("setsid", file.toString())));
    builder.directory(Path.of("/").toFile());
    builder.redirectInput(Path.of("/dev/null").toFile()).redirectErrorStream(true);
    builder.environment().clear();
    builder.environment().putAll(environment);
    builder.environment().put("PATH", PATH);
    builder.environment().put(HookFamily.WORD, word);
    Process process;
    try {
      process = builder.start();
    } catch (IOException e) {
      return new Ended(Optional.of(name() + " cannot be run: " + e.getMessage()), false);
    }
    ProgramWords words = new ProgramWords(LOGGED, ProgramWords.Keep.LAST);
    boolean ended = false;
    boolean gone;
    try {
      ended = words.await(process, timeout);
    } finally {
      gone = new HookFamily(word, process.pid()).end(END_BOUND);
    }
    return told(process, ended, gone, words.text(), timeout);
  }

  private Ended told(Process process, boolean ended, boolean gone, String words, Duration timeout) {
    String how =
        !ended
            ? "did not end within "
                + Math.max(1, timeout.plusMillis(500).toSeconds())
                + " s and was killed"
            : process.exitValue() == 0 ? "" : "ended with status " + process.exitValue();
    String left = gone ? "" : "; something that it began cannot be killed";
    LOG.info("hook {} {}{}: {}", name(), how.isEmpty() ? "is done" : how, left, words);
    String last = words.substring(Math.max(0, words.length() - TOLD));
    return new Ended(
        how.isEmpty() && gone
            ? Optional.empty()
            : Optional.of(name() + " " + how + left + (last.isEmpty() ? "" : ": " + last)),
        ended && gone);
  }
}
