package io.saksi.agent.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TickerTest {
  private static final Duration NEVER = Duration.ofHours(1);
  private static final Duration SOON = Duration.ofMillis(20);

  private final EventLoop loop =
      new EventLoop(broken -> {
        throw new AssertionError(broken);
      });
  private final BlockingQueue<Long> ticks = new LinkedBlockingQueue<>();

  @AfterEach
  void close() {
    loop.close();
  }

  private Ticker ticker(Duration pause) {
    Ticker ticker =
        new Ticker(
            loop,
            () -> {
              ticks.add(System.nanoTime());
              return pause;
            });
    ticker.start();
    return ticker;
  }

  private long next() throws InterruptedException {
    Long tick = ticks.poll(10, TimeUnit.SECONDS);
    assertThat(tick).as("a tick in time").isNotNull();
    return tick;
  }

  @Test
  void itComesAtOnceAndThenAfterThePauseThatItAsksFor() throws Exception {
    ticker(SOON);
    long first = next();
    long second = next();
    assertThat(second - first).isGreaterThanOrEqualTo(SOON.toNanos());
  }

  @Test
  void itIsBroughtForwardAndNeverPutOff() throws Exception {
    Ticker ticker = ticker(NEVER);
    next();
    loop.execute(() -> {
      ticker.within(SOON);
      ticker.within(NEVER);
    });
    next();
  }

  @Test
  void broughtForwardItComesOnceAndNotTwice() throws Exception {
    Ticker ticker = ticker(NEVER);
    next();
    loop.execute(() -> {
      ticker.within(SOON.multipliedBy(2));
      ticker.within(SOON);
    });
    long forward = next();
    loop.execute(() -> ticker.within(SOON.multipliedBy(10)));
    // The one that was replaced would have been the first.
    assertThat(next() - forward).isGreaterThanOrEqualTo(SOON.multipliedBy(9).toNanos());
  }
}
