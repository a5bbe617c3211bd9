package io.saksi.agent.logging;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.FileOutputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
class PatientHandlerTest {
  private static final int LINES = 5_000;

  @TempDir private Path directory;

  /** A pipe that nobody reads takes 64 kB, and then nothing: as a log on a disk that hangs. */
  @Test
  void whoeverLogsDoesNotWaitForWhoeverWritesAndWhatIsDroppedIsTold() throws Exception {
    Path pipe = directory.resolve("log");
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
    try (RandomAccessFile held = new RandomAccessFile(pipe.toFile(), "rw");
        FileOutputStream out = new FileOutputStream(held.getFD())) {
      PatientHandler handler = new PatientHandler(out);
      for (int i = 0; i < LINES; i++) {
        handler.publish(line("line " + i + " of a text that is long enough to fill a pipe"));
      }
      long before = System.nanoTime();
      handler.flush();
      assertThat(System.nanoTime() - before)
          .as("the last words are bounded too")
          .isLessThan(TimeUnit.SECONDS.toNanos(5));
      try (BufferedReader reader = Files.newBufferedReader(pipe)) {
        String first = reader.readLine();
        // Where its thread began late, what was dropped meanwhile is told before the first line.
        String dropped = first.contains("were dropped") ? first : "";
        assertThat(dropped.isEmpty() ? first : reader.readLine()).contains("line 0 of");
        for (int read = 0; dropped.isEmpty() && read < LINES; read++) {
          handler.publish(line("more"));
          String next = reader.readLine();
          dropped = next.contains("were dropped") ? next : "";
        }
        assertThat(dropped).matches("\\(\\d+ lines before the next were dropped\\)");
      }
    }
  }

  @Test
  void recordThatCannotBeToldDoesNotEndTheLog() throws Exception {
    Path file = directory.resolve("log");
    try (FileOutputStream out = new FileOutputStream(file.toFile())) {
      PatientHandler handler = new PatientHandler(out);
      LogRecord hostile = line("no");
      hostile.setThrown(
          new IllegalStateException() {
            private static final long serialVersionUID = 1;

            @Override
            public String getMessage() {
              throw new IllegalStateException("hostile");
            }
          });
      handler.publish(hostile);
      handler.publish(line("the next"));
      handler.flush();
      assertThat(Files.readString(file)).contains("the next");
    }
  }

  private static LogRecord line(String text) {
    LogRecord logged = new LogRecord(Level.INFO, text);
    logged.setLoggerName("test");
    return logged;
  }
}
