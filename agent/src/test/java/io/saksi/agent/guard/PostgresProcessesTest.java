package io.saksi.agent.guard;

import static org.assertj.core.api.Assertions.assertThat;

import io.saksi.agent.os.KillResult;
import io.saksi.agent.os.Occupants;
import io.saksi.agent.os.RealProcesses;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PostgresProcessesTest {
  @TempDir private Path root;

  @Test
  void directoryThatCannotBeReadAnyMoreHidesNobody() throws Exception {
    Path real = Files.createDirectory(root.resolve("disk"));
    Path link = Files.createSymbolicLink(root.resolve("data"), real);
    PostgresProcesses postgres = new PostgresProcesses(link, Optional.empty());
    try (RealProcesses processes = new RealProcesses()) {
      long pid = processes.pidPrintedBy(processes.shell(real, "sleep 60 & echo $!"));
      Files.delete(link);
      Occupants before = postgres.occupants();
      RealProcesses.await("another look at it", () -> postgres.looks() > 1);
      assertThat(before.include(pid)).isTrue();
      assertThat(postgres.occupants().killAll(Duration.ofSeconds(5)))
          .isInstanceOfSatisfying(
              KillResult.AllDead.class, dead -> assertThat(dead.killed()).isPositive());
      assertThat(RealProcesses.lives(pid)).isFalse();
    }
  }
}
