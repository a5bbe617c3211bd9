package io.saksi.agent.guard;

import io.saksi.agent.os.ElapsedClock;
import io.saksi.agent.os.KillResult;
import io.saksi.agent.os.RealProcesses;
import io.saksi.core.model.Epoch;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whether the watchdog is fed hangs on this. */
class FitnessTest {
  @TempDir private Path directory;
  private final ElapsedClock clock = new ElapsedClock();

  private static KillResult nobodyDies(Duration bound) {
    return new KillResult.StillAlive(List.of(), Optional.of("in a dead disk for " + bound));
  }

  @Test
  void guardThatCouldNotKillIsFitAgainOnceNobodyHasToDie() throws Exception {
    GuardFile file = GuardFile.create(directory);
    GuardLog log = new GuardLog(directory.resolve("log"), "guard");
    DeadlineWatch watch = DeadlineWatch.ofGuard(file, "nobody", FitnessTest::nobodyDies, log);
    file.arm(new Epoch(1), clock.now());
    watch.start();
    RealProcesses.await("a vain kill", () -> file.guardIsKilling() && !watch.isFit(clock.now()));
    file.disarm();
    RealProcesses.await("fitness", () -> watch.isFit(clock.now()));
    log.close();
  }
}
