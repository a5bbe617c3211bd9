package io.saksi.agent.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.saksi.agent.cluster.ClusterMachine;
import io.saksi.agent.loop.EventLoop;
import io.saksi.core.model.Moment;
import io.saksi.core.model.NodeId;
import io.saksi.core.view.NodeReport;
import io.saksi.core.view.Postgres;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whoever asks where to send clients is told of a closing before PostgreSQL is touched. */
class ClosingIsToldFirstTest {
  @TempDir private Path directory;
  private final AtomicReference<Moment> now = new AtomicReference<>(new Moment(1_000_000_000L));
  private final EventLoop loop = new EventLoop(failure -> {});
  private final HandsOnNothing hands = new HandsOnNothing();
  private final Queue<NodeReport> reports = new ConcurrentLinkedQueue<>();
  private NodeDesk desk;

  @BeforeEach
  void begin() throws Exception {
    desk =
        new NodeDesk(
            loop,
            new NodeId("b"),
            now::get,
            new ClusterMachine(now::get, () -> {}, text -> {}),
            hands,
            Promises.load(directory.resolve("promises")),
            new FakeLeaseGuard(),
            Set::of,
            entry -> new CompletableFuture<>(),
            reports::add);
    desk.start();
    // Of itself it says something before; of what it saw only now.
    await("a first look", () -> !reports.isEmpty());
    assertThat(desk.own().orElseThrow().closing()).isFalse();
  }

  @AfterEach
  void end() {
    hands.answers();
    loop.close();
  }

  /** A look that was under way when it died has nothing to say of what is now. */
  @Test
  void aPostmasterThatDiedCountsAsGoneUntilALookAfterThat() throws Exception {
    hands.hang();
    await("a look that hangs", hands::isHung);
    now.updateAndGet(at -> at.plus(Duration.ofMillis(1)));
    Queue<Boolean> saidAtEachLook = new ConcurrentLinkedQueue<>();
    hands.atLook(() -> saidAtEachLook.add(desk.own().orElseThrow().closing()));
    hands.postmasterExits();
    await("it is told", () -> desk.own().orElseThrow().closing());
    hands.answers();
    await("a look after that", () -> !desk.own().orElseThrow().closing());
    assertThat(saidAtEachLook.peek()).as("while the next look begins").isTrue();
  }

  /** The Raft leader need not wait until what is left of it was found dead. */
  @Test
  void theEndOfAPostmasterIsReportedBeforeAnyLookAfterIt() throws Exception {
    hands.hang();
    await("a look that hangs", hands::isHung);
    assertThat(reports).noneMatch(ClosingIsToldFirstTest::saysEnded);
    now.updateAndGet(at -> at.plus(Duration.ofMillis(1)));
    hands.postmasterExits();
    await("it is reported", () -> reports.stream().anyMatch(ClosingIsToldFirstTest::saysEnded));
  }

  private static boolean saysEnded(NodeReport report) {
    return report.postgres() instanceof Postgres.Busy busy && busy.ended();
  }

  @Test
  void aNodeThatStopsSaysSoAtOnceAndForGood() throws Exception {
    AtomicBoolean told = new AtomicBoolean();
    hands.atShutDown(() -> told.set(desk.own().orElseThrow().closing()));
    desk.stop(Duration.ofSeconds(1)).get(10, TimeUnit.SECONDS);
    assertThat(told.get()).as("told before PostgreSQL was shut down").isTrue();
    assertThat(desk.own().orElseThrow().closing()).isTrue();
  }

  private interface Fact {
    boolean holds();
  }

  /** The clock moves on, so that looks are due. */
  private void await(String what, Fact fact) throws InterruptedException {
    for (int i = 0; i < 1_000; i++) {
      if (fact.holds()) {
        return;
      }
      now.updateAndGet(at -> at.plus(Duration.ofMillis(20)));
      TimeUnit.MILLISECONDS.sleep(10);
    }
    throw new AssertionError(what);
  }
}
