package io.saksi.agent.os;

import io.saksi.core.model.Moment;
import java.time.Duration;
import java.util.function.Supplier;

/** A machine's watchdog in pretended time: it can refuse, be slow to set, and never stop. */
public final class FakeWatchdog implements Watchdog, Watchdog.Opener {
  private final Supplier<Moment> clock;
  private final int shortest;
  private final boolean canStop;
  private boolean running;
  private boolean refuses;
  private Duration timeout = Duration.ofSeconds(60);
  private Moment due = new Moment(0);

  /**
   * @param shortest seconds that its driver can be set to
   */
  public FakeWatchdog(Supplier<Moment> clock, int shortest, boolean canStop) {
    this.clock = clock;
    this.shortest = shortest;
    this.canStop = canStop;
  }

  public void refuses() {
    refuses = true;
  }

  public boolean isRunning() {
    return running;
  }

  /** Whether the machine would have been reset by now. */
  public boolean hasReset() {
    return running && !clock.get().isBefore(due);
  }

  @Override
  public Watchdog open() {
    if (refuses) {
      throw new OsException("somebody else feeds it");
    }
    running = true;
    due = clock.get().plus(timeout);
    return this;
  }

  @Override
  public int timeout(int seconds) {
    int granted = Math.max(seconds, shortest);
    timeout = Duration.ofSeconds(granted);
    due = clock.get().plus(timeout);
    return granted;
  }

  @Override
  public void feed() {
    due = clock.get().plus(timeout);
  }

  @Override
  public boolean canStop() {
    return canStop;
  }

  @Override
  public void stop() {
    running &= !canStop;
  }

  @Override
  public void abandon() {
    // The timer runs on.
  }
}
