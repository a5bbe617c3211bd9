package io.saksi.agent.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.saksi.agent.cluster.ClusterMachine;
import io.saksi.agent.divergence.KeptDivergence;
import io.saksi.agent.loop.EventLoop;
import io.saksi.core.model.InstanceId;
import io.saksi.core.model.Lsn;
import io.saksi.core.model.Moment;
import io.saksi.core.model.NodeId;
import io.saksi.core.plan.Action;
import io.saksi.core.state.ClusterState;
import io.saksi.core.view.Gate;
import io.saksi.core.view.NodeFacts;
import io.saksi.core.view.NodeReport;
import io.saksi.core.view.Postgres;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was seen of a PostgreSQL does not stand for ever, also where a look never ends. */
class LookThatHangsTest {
  private static final Postgres SEEN =
      new Postgres.Standby(1, new Lsn(100), new Lsn(100), Optional.empty(), true);

  @TempDir private Path directory;
  private final AtomicReference<Moment> now = new AtomicReference<>(new Moment(1_000_000_000L));
  private final AtomicReference<Throwable> broken = new AtomicReference<>();
  private final EventLoop loop = new EventLoop(broken::set);
  private final LinkedBlockingQueue<NodeReport> reports = new LinkedBlockingQueue<>();
  private final DiskThatHangs hands = new DiskThatHangs();

  @AfterEach
  void end() {
    hands.answers.countDown();
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
    hands.hangs = true;
    pass(Duration.ofMillis(1_500));
    assertThat(hands.hung.await(10, TimeUnit.SECONDS)).isTrue();
    pass(Duration.ofSeconds(9));
    reports.clear();
    until("it stands", r -> r.postgres().equals(SEEN));
    pass(Duration.ofSeconds(2));
    until("nothing is known", r -> r.postgres() instanceof Postgres.Busy);
    hands.hangs = false;
    hands.answers.countDown();
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

  /** Sees a standby, until it is told to hang. */
  private static final class DiskThatHangs implements Hands {
    private volatile boolean hangs;
    private final CountDownLatch hung = new CountDownLatch(1);
    private final CountDownLatch answers = new CountDownLatch(1);

    @Override
    public Facts observe() {
      if (hangs) {
        hung.countDown();
        try {
          answers.await();
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
        }
      }
      return glance();
    }

    @Override
    public Facts glance() {
      return new Facts(
          SEEN,
          Gate.CLOSED,
          Optional.of(new InstanceId("i")),
          Optional.empty(),
          Optional.empty(),
          false,
          Optional.empty(),
          false);
    }

    @Override
    public Condition condition() {
      return new Condition(
          NodeFacts.Commit.UNKNOWN, NodeFacts.Receiver.UNKNOWN, Optional.empty(), List.of());
    }

    @Override
    public void heard(Map<NodeId, Postgres> nodes) {}

    @Override
    public void know(ClusterState state) {}

    @Override
    public void perform(Action action, ClusterState state) {}

    @Override
    public List<KeptDivergence> divergences() {
      return List.of();
    }

    @Override
    public Optional<String> progress() {
      return Optional.empty();
    }

    @Override
    public void closeGate() {}

    @Override
    public boolean killAll(Duration bound) {
      return true;
    }

    @Override
    public void shutDown(Duration bound) {}

    @Override
    public void onPostmasterExit(Runnable callback) {}
  }
}
