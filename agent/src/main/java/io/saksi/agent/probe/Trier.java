package io.saksi.agent.probe;

import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tries one thing again and again, in a thread of its own. The thread may hang for ever, in a
 * system call that no signal ends: nobody waits for it, and it is a platform thread, for a virtual
 * one would take a carrier with it.
 */
final class Trier implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Trier.class);

  /** One attempt; what it finds out it publishes itself. */
  interface Attempt {
    void run() throws InterruptedException;
  }

  private final Thread thread;

  /**
   * @param pause between the end of an attempt and the next one
   */
  Trier(String name, Duration pause, Attempt attempt) {
    thread = Thread.ofPlatform().daemon(true).name(name).start(() -> run(name, pause, attempt));
  }

  private static void run(String name, Duration pause, Attempt attempt) {
    try {
      while (true) {
        try {
          attempt.run();
        } catch (RuntimeException e) {
          // A probe that breaks says nothing, and so does not fail a node over.
          LOG.warn("{}: {}", name, e.toString());
        }
        Thread.sleep(pause);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
