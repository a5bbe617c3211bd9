package io.saksi.agent.guard;

import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Lines for people, written by a thread of its own: the disk may hang, the guard may not. What does
 * not fit into the queue is counted and dropped.
 */
final class GuardLog {
  private static final int LONGEST_QUEUE = 256;
  private static final Line END = new Line(Instant.EPOCH, "the end");
  private static final Duration LAST_WORDS = Duration.ofSeconds(1);

  private final Path file;
  private final String name;
  private final BlockingQueue<Line> queue = new ArrayBlockingQueue<>(LONGEST_QUEUE);
  private final AtomicLong dropped = new AtomicLong();
  private final Thread writer;

  /**
   * @param name of who speaks
   */
  GuardLog(Path file, String name) {
    this.file = file;
    this.name = name;
    this.writer = Thread.ofPlatform().daemon().name("log").start(this::write);
  }

  /** Never blocks; the text is made by the log's thread. */
  void say(Object text) {
    if (!queue.offer(new Line(Instant.now(), text))) {
      dropped.incrementAndGet();
    }
  }

  /** Blocks for a second at most, until what was said is written. */
  void close() {
    while (!queue.offer(END)) {
      queue.poll(); // makes room; the end must get in
    }
    try {
      writer.join(LAST_WORDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void write() {
    try {
      for (Line line = queue.take(); !line.equals(END); line = queue.take()) {
        append(line);
      }
    } catch (InterruptedException e) {
      throw new AssertionError("nobody interrupts this thread", e);
    }
  }

  private void append(Line line) {
    long lost = dropped.getAndSet(0);
    String drops = lost == 0 ? "" : " (" + lost + " lines before were dropped)";
    try {
      String text = line.at() + " " + name + ": " + line.text() + drops + "\n";
      Files.writeString(file, text, CREATE, APPEND);
    } catch (IOException e) {
      dropped.addAndGet(lost + 1); // a full or missing disk is no reason to stop guarding
    }
  }

  private record Line(Instant at, Object text) {}
}
