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
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was seen of a PostgreSQL does not stand for ever, also where a look never ends. */
class LookThatHangsTest {
  private static final Postgres SEEN = HandsOnNothing.SEEN;

  @TempDir private Path directory;
  private final AtomicReference<Moment> now = new AtomicReference<>(new Moment(1_000_000_000L));
  private final AtomicReference<Throwable> broken = new AtomicReference<>();
  private final EventLoop loop = new EventLoop(broken::set);
  private final LinkedBlockingQueue<NodeReport> reports = new LinkedBlockingQueue<>();
  private final HandsOnNothing hands = new HandsOnNothing();

  @AfterEach
  void end() {
    hands.answers();
    loop.close();
    assertThat(broken.get()).isNull();
  }

  @Test
  void whatWasSeenStandsForTenSecondsAndComesBackWithTheDisk() throws Exception {
    NodeDesk desk =
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
    until("the first look", r -> r.postgres().equals(SEEN));
    hands.hang();
    pass(Duration.ofMillis(1_500));
    assertThat(hands.awaitHung()).isTrue();
    pass(Duration.ofSeconds(9));
    reports.clear();
    until("it stands", r -> r.postgres().equals(SEEN));
    pass(Duration.ofSeconds(2));
    until("nothing is known", r -> r.postgres() instanceof Postgres.Busy);
    hands.answers();
    until("the disk answers again", r -> r.postgres().equals(SEEN));
  }

  private void pass(Duration time) {
    now.updateAndGet(at -> at.plus(time));
  }

  /** Each report needs the clock to move. */
  private void until(String what, Predicate<NodeReport> holds) throws InterruptedException {
    for (int i = 0; i < 100; i++) {
      NodeReport report = reports.poll(100, TimeUnit.MILLISECONDS);
      if (report != null && holds.test(report)) {
        return;
      }
      if (report == null) {
        pass(Duration.ofMillis(10));
      }
    }
    throw new AssertionError(what + " was not reported");
  }
}
