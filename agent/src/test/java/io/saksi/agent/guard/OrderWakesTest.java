package io.saksi.agent.guard;

import static org.assertj.core.api.Assertions.assertThat;

import io.saksi.agent.os.ElapsedClock;
import io.saksi.agent.os.ProcessTable;
import io.saksi.core.model.Epoch;
import io.saksi.core.model.Moment;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The guard sleeps between its heartbeats: an order must not wait for the next one. */
class OrderWakesTest {
  private static final String WAITER = "order-waiter";
  private static final Duration LONG = Duration.ofSeconds(20);
  private static final Duration FAR_LESS = Duration.ofSeconds(5);

  @TempDir private Path run;
  private final ElapsedClock clock = new ElapsedClock();
  private GuardFile guards;
  private GuardFile agents;

  @BeforeEach
  void make() throws Exception {
    guards = GuardFile.create(run);
    agents = GuardFile.open(run);
  }

  /** Returns when it waits: an order that comes before that is found without a wake. */
  private CompletableFuture<Duration> waits() throws Exception {
    CompletableFuture<Duration> waited = new CompletableFuture<>();
    long orders = guards.orders();
    Thread.ofPlatform()
        .daemon()
        .name(WAITER)
        .start(() -> {
          Moment began = clock.now();
          while (guards.orders() == orders && clock.now().since(began).compareTo(LONG) < 0) {
            guards.awaitOrder(orders, LONG);
          }
          waited.complete(clock.now().since(began));
        });
    SleepingThread.await(WAITER);
    return waited;
  }

  private void anAgentThatWakes() {
    agents.agentHeartbeat(clock.now());
  }

  @Test
  void anOrderEndsTheWait() throws Exception {
    anAgentThatWakes();
    CompletableFuture<Duration> waited = waits();
    agents.arm(new Epoch(1), clock.now().plus(LONG));
    assertThat(waited.get(60, TimeUnit.SECONDS)).isLessThan(FAR_LESS);
  }

  @Test
  void anOrderThatCameBeforeIsNotWaitedFor() {
    anAgentThatWakes();
    long known = guards.orders();
    agents.arm(new Epoch(1), clock.now().plus(LONG));
    Moment began = clock.now();
    guards.awaitOrder(known, LONG);
    assertThat(clock.now().since(began)).isLessThan(FAR_LESS);
  }

  @Test
  void whereNobodyWakesItLooksOften() throws Exception {
    anAgentThatWakes();
    guards.agentIs(ProcessTable.find(ProcessHandle.current().pid()).orElseThrow());
    Moment began = clock.now();
    guards.awaitOrder(guards.orders(), LONG);
    assertThat(clock.now().since(began)).isLessThan(FAR_LESS);
  }
}
