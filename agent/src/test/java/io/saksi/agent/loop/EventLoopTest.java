package io.saksi.agent.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class EventLoopTest {
  private final Queue<Throwable> broken = new ConcurrentLinkedQueue<>();

  /** An orderly stop is no broken invariant, whatever the last event still asks for. */
  @Test
  void whatTheLastEventAsksForIsDroppedWhenTheLoopIsClosed() throws Exception {
    EventLoop loop = new EventLoop(broken::add);
    CountDownLatch runs = new CountDownLatch(1);
    loop.execute(() -> {
      runs.countDown();
      awaitInterruption();
      loop.execute(() -> {});
      loop.after(Duration.ofMillis(1), () -> {});
      loop.every(Duration.ofMillis(1), () -> {});
    });
    assertThat(runs.await(10, TimeUnit.SECONDS)).isTrue();
    loop.close();
    assertThat(broken).isEmpty();
  }

  @Test
  void whatAnEventThrowsIsTold() {
    try (EventLoop loop = new EventLoop(broken::add)) {
      CountDownLatch next = new CountDownLatch(1);
      loop.execute(() -> {
        throw new IllegalStateException("on purpose");
      });
      loop.execute(next::countDown);
      assertThat(next.await(10, TimeUnit.SECONDS)).isTrue();
      assertThat(broken).singleElement().isInstanceOf(IllegalStateException.class);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** Closing interrupts what runs. */
  private static void awaitInterruption() {
    try {
      new CountDownLatch(1).await(10, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      return; // as meant
    }
  }
}
