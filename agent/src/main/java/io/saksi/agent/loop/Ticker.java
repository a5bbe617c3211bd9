package io.saksi.agent.loop;

import java.time.Duration;
import java.util.function.Supplier;

/**
 * An event that comes again and again, each time after the pause that it asks for itself: one that
 * has nothing to do until a certain time sleeps until then. Confined to the event loop.
 */
public final class Ticker {
  private final EventLoop loop;
  private final Supplier<Duration> event;
  private long nextAt;
  private long number;

  /**
   * @param event returns the pause until it is to come again
   */
  public Ticker(EventLoop loop, Supplier<Duration> event) {
    this.loop = loop;
    this.event = event;
  }

  /** The first one comes at once; from any thread, and once. */
  public void start() {
    loop.execute(this::tick);
  }

  /** Brings the next one forward; it never comes later for it. */
  public void within(Duration pause) {
    loop.assertInside();
    if (number > 0 && System.nanoTime() + pause.toNanos() - nextAt < 0) {
      schedule(pause);
    }
  }

  private void tick() {
    schedule(event.get());
  }

  private void schedule(Duration pause) {
    long mine = ++number;
    nextAt = System.nanoTime() + pause.toNanos();
    loop.after(
        pause,
        () -> {
          // Another one was asked for instead.
          if (mine == number) {
            tick();
          }
        });
  }
}
