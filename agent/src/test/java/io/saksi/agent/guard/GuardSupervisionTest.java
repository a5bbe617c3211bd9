package io.saksi.agent.guard;

import static org.assertj.core.api.Assertions.assertThat;

import io.saksi.agent.os.PidFd;
import io.saksi.agent.os.ProcessTable;
import io.saksi.agent.os.RealProcesses;
import io.saksi.agent.os.Signal;
import io.saksi.agent.os.Signals;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GuardSupervisionTest {
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
  void aKilledAgentIsStartedAgainAndPostgresLives() throws Exception {
    guard.start("exec sleep 60");
    GuardFile file = guard.file();
    long first = guard.agent(file, 0);
    long postgres = guard.postgres();
    long killed = System.nanoTime();
    Signals.send(first, Signal.SIGKILL);
    guard.agent(file, first);
    System.out.printf("agent again after %.1f ms%n", (System.nanoTime() - killed) / 1e6);
    assertThat(RealProcesses.lives(postgres)).isTrue();
  }

  @Test
  void anAgentWhoseLoopHangsIsStartedAgainAndPostgresLives() throws Exception {
    guard.start("exec sleep 60");
    GuardFile file = guard.file();
    long first = guard.agent(file, 0);
    long postgres = guard.postgres();
    file.agentHeartbeat(guard.clock.now());
    Signals.send(first, Signal.SIGSTOP);
    long hung = System.nanoTime();
    guard.agent(file, first);
    Duration took = Duration.ofNanos(System.nanoTime() - hung);
    assertThat(took).isBetween(Pulse.HUNG_AFTER.dividedBy(2), Pulse.HUNG_AFTER.multipliedBy(2));
    assertThat(RealProcesses.lives(postgres)).isTrue();
  }

  @Test
  void whatADeadAgentLeavesIsEndedExceptPostgres() throws Exception {
    Files.copy(Path.of("/bin/sleep"), root.resolve("postgres"));
    guard.start(
        """
        test -e $ROOT/once && exec sleep 60
        touch $ROOT/once
        (cd $DATA; setsid $ROOT/postgres 60 & echo $! > $ROOT/postmaster)
        (cd $DATA; setsid sleep 60 & echo $! > $ROOT/rewind)
        setsid sleep 61 & echo $! > $ROOT/basebackup
        exec sleep 60
        """);
    GuardFile file = guard.file();
    long agent = guard.agent(file, 0);
    long postmaster = guard.pidIn("postmaster");
    long rewind = guard.pidIn("rewind");
    long basebackup = guard.pidIn("basebackup");
    RealProcesses.await(
        "postgres", () -> ProcessTable.find(postmaster).orElseThrow().name().equals("postgres"));
    Signals.send(agent, Signal.SIGKILL);
    guard.agent(file, agent);
    assertThat(RealProcesses.lives(rewind)).isFalse();
    assertThat(RealProcesses.lives(basebackup)).isFalse();
    assertThat(RealProcesses.lives(postmaster)).isTrue();
    // Adopted by the guard: when it dies, it is reaped, and stays no zombie.
    assertThat(ProcessTable.find(postmaster).orElseThrow().parent()).isEqualTo(file.guardPid());
    Signals.send(postmaster, Signal.SIGKILL);
    RealProcesses.await("reaped", () -> ProcessTable.find(postmaster).isEmpty());
  }

  @Test
  void anAgentThatStopsOnPurposeEndsTheGuard() throws Exception {
    assertThat(RealGuard.statusOf(guard.start("exit 0"))).isZero();
  }

  @Test
  void aConfigurationErrorIsNotTriedAgain() throws Exception {
    Process process = guard.start("echo once >> $ROOT/starts; exit 78");
    assertThat(RealGuard.statusOf(process)).isEqualTo(78);
    assertThat(root.resolve("starts")).hasContent("once");
  }

  /** Chaos, seed 1611: on a machine with ten times the work it was started again for ever. */
  @Test
  void howeverLongItTookToSaySo() throws Exception {
    Process process = guard.start("echo once >> $ROOT/starts; sleep 11; exit 78");
    assertThat(RealGuard.statusOf(process)).isEqualTo(78);
    assertThat(root.resolve("starts")).hasContent("once");
  }

  @Test
  void aStopIsPassedOnAndTheAgentsStatusComesBack() throws Exception {
    Process process =
        guard.start("trap 'echo stopped > $ROOT/stopped; exit 3' TERM; sleep 60 & wait");
    long agent = guard.agent(guard.file(), 0);
    // The shell needs a moment until its trap is set.
    RealProcesses.await("the agent's child", () -> !ProcessTable.descendants(agent).isEmpty());
    process.destroy();
    assertThat(RealGuard.statusOf(process)).isEqualTo(3);
    assertThat(root.resolve("stopped")).exists();
  }

  @Test
  void aSecondGuardTakesOverFromOneThatWasKilled() throws Exception {
    Process first = guard.start("sleep 62 & echo $! > $ROOT/child; exec sleep 60");
    GuardFile file = guard.file();
    long agent = guard.agent(file, 0);
    long child = guard.pidIn("child");
    long postgres = guard.postgres();
    first.destroyForcibly().waitFor();
    assertThat(RealProcesses.lives(agent)).isTrue();
    try (PidFd old = PidFd.open(agent).orElseThrow()) {
      guard.start("exec sleep 60");
      long next = guard.agent(file, agent);
      assertThat(old.hasExited()).isTrue();
      assertThat(next).isNotEqualTo(agent);
    }
    assertThat(RealProcesses.lives(child)).isFalse();
    assertThat(RealProcesses.lives(postgres)).isTrue();
  }

  @Test
  void twoGuardsDoNotShareARunDirectory() throws Exception {
    guard.start("exec sleep 60");
    guard.agent(guard.file(), 0);
    assertThat(RealGuard.statusOf(guard.start("exec sleep 60"))).isEqualTo(75);
  }
}
