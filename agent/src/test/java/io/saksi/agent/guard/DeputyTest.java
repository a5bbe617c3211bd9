package io.saksi.agent.guard;

import static org.assertj.core.api.Assertions.assertThat;

import io.saksi.agent.os.PidFd;
import io.saksi.agent.os.ProcessTable;
import io.saksi.agent.os.RealProcesses;
import io.saksi.agent.os.Signal;
import io.saksi.agent.os.Signals;
import io.saksi.core.model.Epoch;
import io.saksi.core.model.Moment;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Guard and agent gone or stopped together: the deadline is kept all the same. */
class DeputyTest {
  private static final Duration LEASE = Duration.ofMillis(700);

  /** How much earlier than the lease's end the guard is armed in the default profile. */
  private static final Duration ARMED_AHEAD = Duration.ofMillis(150);

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
  void guardAndAgentKilledAtOnceDoNotLeavePostgresUnfenced() throws Exception {
    postgresIsDeadAfter(Signal.SIGKILL);
  }

  @Test
  void guardAndAgentStoppedAtOnceDoNotLeavePostgresUnfenced() throws Exception {
    postgresIsDeadAfter(Signal.SIGSTOP);
  }

  private void postgresIsDeadAfter(Signal signal) throws Exception {
    Process process = guard.start("exec sleep 60");
    GuardFile file = guard.file();
    long agent = guard.agent(file, 0);
    guard.deputy(file, 0);
    try (PidFd postgres = PidFd.open(guard.postgres()).orElseThrow()) {
      Moment deadline = guard.clock.now().plus(LEASE);
      file.arm(new Epoch(7), deadline);
      Signals.send(process.pid(), signal);
      Signals.send(agent, signal);
      assertThat(postgres.awaitExit(RealProcesses.PATIENCE)).isTrue();
      Duration late = guard.clock.now().since(deadline);
      System.out.printf("deadline to dead, by the deputy: %.2f ms%n", late.toNanos() / 1e6);
      assertThat(late).isPositive();
      assertThat(late).isLessThan(ARMED_AHEAD);
      RealProcesses.await("the record", () -> file.deputyKills() == 1 && file.armed().isEmpty());
    }
  }

  @Test
  void aGuardThatIsThereInTimeIsNotCompetedWith() throws Exception {
    guard.start("exec sleep 60");
    GuardFile file = guard.file();
    guard.deputy(file, 0);
    long postgres = guard.postgres();
    file.arm(new Epoch(7), guard.clock.now().plus(LEASE));
    RealProcesses.await("the kill", () -> file.kills() == 1 && !RealProcesses.lives(postgres));
    assertThat(file.armed()).isEmpty();
  }

  @Test
  void aDeadDeputyIsReplacedAndTheWordToStopDoesNotStopIt() throws Exception {
    guard.start("exec sleep 60");
    GuardFile file = guard.file();
    long first = guard.deputy(file, 0);
    assertThat(ProcessTable.find(first).orElseThrow().name()).isEqualTo("saksi-deputy");
    Signals.send(first, Signal.SIGKILL);
    long second = guard.deputy(file, first);
    Signals.send(second, Signal.SIGTERM);
    Moment later = guard.clock.now().plus(LEASE);
    RealProcesses.await("a while", () -> !guard.clock.now().isBefore(later));
    assertThat(file.deputyIsAlive(guard.clock.now())).isTrue();
    assertThat(file.deputyPid()).isEqualTo(second);
  }

  @Test
  void anAgentsEndIsNotItsDeputys() throws Exception {
    guard.start("exec sleep 60");
    GuardFile file = guard.file();
    long deputy = guard.deputy(file, 0);
    long agent = guard.agent(file, 0);
    Signals.send(agent, Signal.SIGKILL);
    guard.agent(file, agent);
    assertThat(RealProcesses.lives(deputy)).isTrue();
  }

  @Test
  void itEndsWithItsGuardWhenNothingIsArmed() throws Exception {
    Process process = guard.start("exec sleep 60");
    GuardFile file = guard.file();
    try (PidFd first = PidFd.open(guard.deputy(file, 0)).orElseThrow()) {
      process.destroyForcibly().waitFor();
      assertThat(first.awaitExit(RealProcesses.PATIENCE)).isTrue();
    }
  }

  @Test
  void aCleanStopEndsItToo() throws Exception {
    Process process = guard.start("exec sleep 60");
    try (PidFd deputy = PidFd.open(guard.deputy(guard.file(), 0)).orElseThrow()) {
      process.destroy();
      RealGuard.statusOf(process);
      assertThat(deputy.awaitExit(RealProcesses.PATIENCE)).isTrue();
    }
  }
}
