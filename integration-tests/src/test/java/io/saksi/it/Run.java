package io.saksi.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * One run of the program to its end.
 *
 * @param said on standard output and standard error
 */
record Run(int code, String said) {
  private static final Duration ENDS_WITHIN = Duration.ofSeconds(60);

  static Run of(Area area, List<String> arguments) throws IOException, InterruptedException {
    Path log = Files.createTempFile(area.home(""), "run", ".log");
    Process process = Shipped.process(arguments, log).start();
    if (!process.waitFor(ENDS_WITHIN.toMillis(), TimeUnit.MILLISECONDS)) {
      process.destroy();
      throw new AssertionError(
          arguments
              + " did not end within "
              + ENDS_WITHIN.toSeconds()
              + " s: "
              + Files.readString(log));
    }
    return new Run(process.exitValue(), Files.readString(log));
  }
}
