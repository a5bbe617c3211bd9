package io.saksi.agent.guard;

import io.saksi.agent.os.ElapsedClock;
import io.saksi.agent.os.Occupants;
import io.saksi.core.model.Epoch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * The guard kills once for practice, a child of its own in a directory of its own, on the very path
 * of the real thing. It proves that it may, and afterwards all code and memory for it are loaded:
 * at a real deadline the disk that they come from may hang.
 */
final class Rehearsal {
  private static final long CHILD_ENDS_WITHIN_SECONDS = 5;

  private Rehearsal() {}

  static void run(Path stage, GuardLog log)
      throws IOException, GuardFileException, InterruptedException {
    Files.createDirectories(stage);
    Process child = new ProcessBuilder("sleep", "60").directory(stage.toFile()).start();
    GuardFile file = GuardFile.create(stage);
    file.arm(new Epoch(1), new ElapsedClock().now());
    Occupants occupants = Occupants.of(stage);
    DeadlineWatch.ofGuard(file, "a child, for practice", occupants::killAll, log).look();
    if (!child.waitFor(CHILD_ENDS_WITHIN_SECONDS, TimeUnit.SECONDS) || file.kills() != 1) {
      child.destroyForcibly();
      throw new IOException("the rehearsal of a kill failed: a child of the guard is not dead");
    }
  }
}
