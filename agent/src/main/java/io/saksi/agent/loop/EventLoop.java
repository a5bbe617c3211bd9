package io.saksi.agent.loop;

import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs events one after the other. Nothing on it may block: slow work goes to a virtual thread by
 * {@link #work} and comes back as an event. An exception that escapes an event is a broken
 * invariant and ends the agent, so that it is seen and the guard starts a fresh one.
 */
public final class EventLoop implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(EventLoop.class);
  private static final Duration LOOKOUT_STAYS = Duration.ofSeconds(10);
  private static final Duration CLOSE_BOUND = Duration.ofSeconds(2);

  private final ScheduledThreadPoolExecutor executor;

  /** As many as hang, and one that is used again and again: a look a second costs no new thread. */
  private final ThreadPoolExecutor lookouts =
      new ThreadPoolExecutor(
          0,
          Integer.MAX_VALUE,
          LOOKOUT_STAYS.toMillis(),
          TimeUnit.MILLISECONDS,
          new SynchronousQueue<>(),
          Thread.ofPlatform().daemon(true).name("saksi-look").factory());

  private final Consumer<Throwable> broken;
  private volatile Thread thread;

  public EventLoop(Consumer<Throwable> broken) {
    this.broken = broken;
    executor =
        new ScheduledThreadPoolExecutor(
            1,
            task -> {
              Thread created = new Thread(task, "saksi-loop");
              created.setDaemon(true);
              thread = created;
              return created;
            });
    executor.setRemoveOnCancelPolicy(true);
    executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
  }

  /** Queues an event. After the loop was closed it is dropped. */
  public void execute(Runnable event) {
    unlessClosed(() -> executor.execute(guarded(event)));
  }

  /** Dropped like an event once the loop was closed. */
  public void every(Duration interval, Runnable event) {
    long nanos = interval.toNanos();
    unlessClosed(() -> {
      var _ = executor.scheduleWithFixedDelay(guarded(event), nanos, nanos, TimeUnit.NANOSECONDS);
    });
  }

  /** Dropped like an event once the loop was closed. */
  public void after(Duration delay, Runnable event) {
    long nanos = Math.max(0, delay.toNanos());
    unlessClosed(() -> {
      var _ = executor.schedule(guarded(event), nanos, TimeUnit.NANOSECONDS);
    });
  }

  /** The event that is under way when the loop is closed may still ask for others. */
  private static void unlessClosed(Runnable enqueue) {
    try {
      enqueue.run();
    } catch (RejectedExecutionException e) {
      LOG.debug("event after the loop was closed", e);
    }
  }

  /** Starts blocking work on a virtual thread of its own. */
  public Thread work(String name, Runnable task) {
    return Thread.ofVirtual().name(name).start(task);
  }

  /**
   * As {@link #work}, for what may hang in a system call on the database's disk for ever: a virtual
   * thread would take a carrier with it, and there are few. Interrupting it does not end what it
   * waits for on a socket.
   */
  public void lookout(Runnable task) {
    lookouts.execute(task);
  }

  /** Ends the agent: what was started by {@link #work} met what it cannot deal with. */
  public void broken(Throwable why) {
    broken.accept(why);
  }

  /** For the methods that only the loop may call. */
  public void assertInside() {
    if (thread == null || Thread.currentThread().threadId() != thread.threadId()) {
      throw new IllegalStateException("called off the event loop: " + Thread.currentThread());
    }
  }

  private Runnable guarded(Runnable event) {
    return () -> {
      try {
        event.run();
      } catch (RuntimeException | Error e) {
        broken.accept(e);
      }
    };
  }

  @Override
  public void close() {
    executor.shutdownNow();
    try {
      if (!executor.awaitTermination(CLOSE_BOUND.toMillis(), TimeUnit.MILLISECONDS)) {
        LOG.warn("the event loop did not end within {}", CLOSE_BOUND);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
