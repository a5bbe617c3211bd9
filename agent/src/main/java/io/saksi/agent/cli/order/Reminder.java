package io.saksi.agent.cli.order;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Has a story say every few seconds that it goes on: a checkpoint may take minutes. */
final class Reminder implements AutoCloseable {
  private static final Duration SILENCE = Duration.ofSeconds(5);

  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("saksi-reminder").factory());

  Reminder(Story story) {
    var _ =
        timer.scheduleAtFixedRate(
            () -> story.remind(SILENCE), SILENCE.toMillis(), 1_000, TimeUnit.MILLISECONDS);
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
