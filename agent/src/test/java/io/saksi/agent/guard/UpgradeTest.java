package io.saksi.agent.guard;

import static org.assertj.core.api.Assertions.assertThat;

import io.saksi.agent.os.ProcessTable;
import io.saksi.agent.os.RealProcesses;
import io.saksi.core.model.Epoch;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A guard becomes its next version: the same process, a kept deadline, a living PostgreSQL. */
class UpgradeTest {
  @TempDir Path root;
  private RealGuard guard;

  @BeforeEach
  void make() throws Exception {
    guard = new RealGuard(root);
  }

  @AfterEach
  void end() throws Exception {
    guard.close();
  }

  @Test
  void theSameProcessWithANewAgentAndTheSamePostgres() throws Exception {
    Process process = guard.start("exec sleep 60");
    GuardFile file = guard.file();
    long agent = guard.agent(file, 0);
    long deputy = guard.deputy(file, 0);
    long postgres = guard.postgres();
    file.arm(new Epoch(7), guard.clock.now().plus(Duration.ofMinutes(1)));
    int files = openFiles(process.pid());
    assertThat(Upgrade.ask(guard.run)).isZero();
    guard.agent(file, agent);
    // Before the agent was started, all that the former one left was ended.
    assertThat(RealProcesses.lives(deputy) || file.deputyPid() != deputy)
        .as("somebody stands by all the time")
        .isTrue();
    guard.deputy(file, deputy);
    RealProcesses.await("the former deputy's end", () -> !RealProcesses.lives(deputy));
    assertThat(process.isAlive()).isTrue();
    assertThat(file.guardPid()).isEqualTo(process.pid());
    assertThat(RealProcesses.lives(agent)).isFalse();
    assertThat(RealProcesses.lives(postgres)).isTrue();
    assertThat(file.armed().orElseThrow().epoch()).isEqualTo(new Epoch(7));
    assertThat(openFiles(process.pid())).isLessThan(files + 5);
    process.destroy();
    file.disarm();
    RealGuard.statusOf(process);
  }

  /** A full disk, say: it passes. What was proven before the upgrade is proven after it. */
  @Test
  void anAgentThatCannotStartForAMomentIsStartedAgain() throws Exception {
    Process process =
        guard.start(
            "if [ ! -e $ROOT/ran ]; then touch $ROOT/ran; exec sleep 60; fi;"
                + " if [ ! -e $ROOT/failed ]; then touch $ROOT/failed; exit 78; fi; exec sleep 60");
    GuardFile file = guard.file();
    long agent = guard.agent(file, 0);
    guard.deputy(file, 0);
    file.askForUpgrade();
    RealProcesses.await("the failure", () -> Files.exists(root.resolve("failed")));
    RealProcesses.await(
        "an agent after it",
        () -> {
          assertThat(process.isAlive()).as("the guard goes on").isTrue();
          return file.agentPid() != agent
              && ProcessTable.commandLine(file.agentPid()).contains("sleep");
        });
  }

  @Test
  void aDeadlineInTheMiddleOfItIsKept() throws Exception {
    Process process = guard.start("exec sleep 60");
    GuardFile file = guard.file();
    guard.deputy(file, 0);
    long postgres = guard.postgres();
    file.askForUpgrade();
    RealProcesses.await(
        "the change",
        () ->
            ProcessTable.find(process.pid())
                .map(p -> !p.name().equals("saksi-guard"))
                .orElse(false));
    file.arm(new Epoch(7), guard.clock.now().plus(Duration.ofMillis(50)));
    RealProcesses.await("the end of PostgreSQL", () -> !RealProcesses.lives(postgres));
    RealProcesses.await("the record", () -> file.deputyKills() + file.kills() > 0);
  }

  private static int openFiles(long pid) {
    String[] files = Path.of("/proc", Long.toString(pid), "fd").toFile().list();
    return files == null ? 0 : files.length;
  }
}
