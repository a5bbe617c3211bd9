package io.saksi.agent.os;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PidFdTest {
  private static final Duration NOTICED_WITHIN = Duration.ofMillis(500);

  @TempDir Path directory;
  private final RealProcesses processes = new RealProcesses();

  @AfterEach
  void endThem() {
    processes.close();
  }

  @Test
  void theDeathOfAChildIsNoticed() throws Exception {
    long pid = processes.shell(directory, "exec sleep 60").pid();
    assertDeathIsNoticed(pid, "child");
  }

  @Test
  void theDeathOfAProcessOfSomebodyElseIsNoticed() throws Exception {
    long orphan = processes.pidPrintedBy(processes.shell(directory, "sleep 60 & echo $!"));
    assertDeathIsNoticed(orphan, "no child");
  }

  @Test
  void aZombieCountsAsEnded() throws Exception {
    // The sleeping parent never reaps the child that its shell left to it.
    Process parent = processes.shell(directory, "sleep 60 & echo $!; exec sleep 60");
    long child = processes.pidPrintedBy(parent);
    // Until then it is the shell, which would reap it.
    long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
    while (!isSleep(parent.pid()) && System.nanoTime() - deadline < 0) {
      Thread.onSpinWait();
    }
    assertThat(isSleep(parent.pid())).isTrue();
    try (PidFd held = PidFd.open(child).orElseThrow()) {
      assertThat(held.hasExited()).isFalse();
      held.sendSignal(Signal.SIGKILL);
      assertThat(held.awaitExit(NOTICED_WITHIN)).isTrue();
      assertThat(ProcessTable.find(child)).hasValueSatisfying(p -> assertThat(p.isDead()).isTrue());
    }
    try (PidFd held = PidFd.open(child).orElseThrow()) {
      assertThat(held.hasExited()).isTrue();
    }
  }

  private static boolean isSleep(long pid) {
    return ProcessTable.find(pid).filter(p -> p.name().equals("sleep")).isPresent();
  }

  @Test
  void waitingHasABound() throws Exception {
    long pid = processes.shell(directory, "exec sleep 60").pid();
    try (PidFd held = PidFd.open(pid).orElseThrow()) {
      long start = System.nanoTime();
      assertThat(held.awaitExit(Duration.ofMillis(100))).isFalse();
      assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(100_000_000L);
    }
  }

  @Test
  void nobodyIsThere() throws Exception {
    Process process = processes.shell(directory, "exit 0");
    process.waitFor();
    assertThat(PidFd.open(process.pid())).isEmpty();
    assertThat(Signals.send(process.pid(), Signal.SIGTERM)).isFalse();
    assertThatThrownBy(() -> Signals.send(-1, Signal.SIGKILL))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aCloseEndsTheWatch() throws Exception {
    long pid = processes.shell(directory, "exec sleep 60").pid();
    PidFd held = PidFd.open(pid).orElseThrow();
    CompletableFuture<Void> exit = held.onExit();
    held.close();
    held.close();
    assertThatThrownBy(() -> exit.get(RealProcesses.PATIENCE.toSeconds(), TimeUnit.SECONDS))
        .isInstanceOf(ExecutionException.class)
        .hasRootCauseInstanceOf(IllegalStateException.class);
  }

  private static void assertDeathIsNoticed(long pid, String which) throws Exception {
    try (PidFd held = PidFd.open(pid).orElseThrow()) {
      CompletableFuture<Long> noticed = held.onExit().thenApply(nothing -> System.nanoTime());
      assertThat(noticed).isNotDone();
      long killed = System.nanoTime();
      assertThat(held.sendSignal(Signal.SIGKILL)).isTrue();
      long nanos = noticed.get(RealProcesses.PATIENCE.toSeconds(), TimeUnit.SECONDS) - killed;
      System.out.printf("death noticed, %s: %.2f ms%n", which, nanos / 1e6);
      assertThat(Duration.ofNanos(nanos)).isLessThan(NOTICED_WITHIN);
    }
  }
}
