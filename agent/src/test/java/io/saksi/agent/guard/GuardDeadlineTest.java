package io.saksi.agent.guard;

import static org.assertj.core.api.Assertions.assertThat;

import io.saksi.agent.os.PidFd;
import io.saksi.agent.os.RealProcesses;
import io.saksi.agent.os.Signal;
import io.saksi.agent.os.Signals;
import io.saksi.core.model.Epoch;
import io.saksi.core.model.Moment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GuardDeadlineTest {
  private static final Duration TTL = Duration.ofMillis(300);

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
  void postgresIsKilledAtTheDeadlineWhileTheAgentIsStopped() throws Exception {
    guard.start("exec sleep 60");
    GuardFile file = guard.file();
    Signals.send(guard.agent(file, 0), Signal.SIGSTOP);
    try (PidFd postgres = PidFd.open(guard.postgres()).orElseThrow()) {
      Moment deadline = guard.clock.now().plus(TTL);
      file.arm(new Epoch(7), deadline);
      assertThat(postgres.awaitExit(RealProcesses.PATIENCE)).isTrue();
      Duration late = guard.clock.now().since(deadline);
      System.out.printf("deadline to dead: %.2f ms%n", late.toNanos() / 1e6);
      assertThat(late).isPositive();
      RealProcesses.await("the record", () -> file.kills() == 1 && file.armed().isEmpty());
      Kill kill = file.lastKill().orElseThrow();
      assertThat(kill.epoch()).isEqualTo(new Epoch(7));
      assertThat(kill.reason()).isEqualTo(Kill.Reason.DEADLINE_PASSED);
      assertThat(kill.started()).isGreaterThanOrEqualTo(deadline);
      System.out.printf("kill verified: %.2f ms%n", kill.ended().since(deadline).toNanos() / 1e6);
    }
  }

  @Test
  void aRenewedDeadlineIsNotOver() throws Exception {
    guard.start("exec sleep 60");
    GuardFile file = guard.file();
    long postgres = guard.postgres();
    Moment end = guard.clock.now().plus(TTL.multipliedBy(5));
    RealProcesses.await(
        "many renewals",
        () -> {
          file.arm(new Epoch(7), guard.clock.now().plus(TTL));
          return !guard.clock.now().isBefore(end);
        });
    assertThat(RealProcesses.lives(postgres)).isTrue();
    assertThat(file.kills()).isZero();
  }

  @Test
  void aDisarmedDeadlineIsNone() throws Exception {
    guard.start("exec sleep 60");
    GuardFile file = guard.file();
    long postgres = guard.postgres();
    Moment deadline = guard.clock.now().plus(TTL);
    file.arm(new Epoch(7), deadline);
    file.disarm();
    Moment wellOver = deadline.plus(TTL);
    RealProcesses.await("the deadline", () -> !guard.clock.now().isBefore(wellOver));
    assertThat(RealProcesses.lives(postgres)).isTrue();
    assertThat(file.kills()).isZero();
  }

  @Test
  void theDeadlineOutlivesTheGuardAndTheAgent() throws Exception {
    Process first = guard.start("exec sleep 60");
    GuardFile file = guard.file();
    long agent = guard.agent(file, 0);
    long postgres = guard.postgres();
    file.arm(new Epoch(7), guard.clock.now().plus(Duration.ofSeconds(3)));
    first.destroyForcibly().waitFor();
    Signals.send(agent, Signal.SIGKILL);
    guard.start("exec sleep 60");
    RealProcesses.await("the kill by the second guard", () -> file.kills() == 1);
    assertThat(RealProcesses.lives(postgres)).isFalse();
  }

  @Test
  void aGuardWithoutAnAgentWaitsForTheLastDeadline() throws Exception {
    Process process = guard.start("while ! test -e $ROOT/stop; do sleep 0.05; done");
    GuardFile file = guard.file();
    long postgres = guard.postgres();
    file.arm(new Epoch(7), guard.clock.now().plus(Duration.ofSeconds(1)));
    Files.createFile(root.resolve("stop"));
    assertThat(RealGuard.statusOf(process)).isZero();
    assertThat(RealProcesses.lives(postgres)).isFalse();
  }

  @Test
  void aFileThatCannotBeReadMayHaveHeldADeadline() throws Exception {
    Files.createDirectories(guard.run);
    Files.writeString(guard.run.resolve(GuardFile.NAME), "no guard wrote this");
    long postgres = guard.postgres();
    guard.start("exec sleep 60");
    RealProcesses.await("the end of PostgreSQL", () -> !RealProcesses.lives(postgres));
    GuardFile file = guard.file();
    RealProcesses.await("the record", () -> file.kills() == 1);
    assertThat(file.lastKill().orElseThrow().reason()).isEqualTo(Kill.Reason.FILE_UNREADABLE);
  }
}
