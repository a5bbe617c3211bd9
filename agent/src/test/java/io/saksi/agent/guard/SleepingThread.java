package io.saksi.agent.guard;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/** A thread of this process that the kernel has put to sleep, also in a call of the system. */
final class SleepingThread {
  private static final Duration BOUND = Duration.ofSeconds(30);
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(50);

  private SleepingThread() {}

  /**
   * Waits until the thread of that name, of 15 characters at most, slept from one look to the next.
   *
   * @throws AssertionError if it does not within 30 s
   */
  static void await(String name) throws IOException {
    long end = System.nanoTime() + BOUND.toNanos();
    Optional<List<String>> before = Optional.empty();
    while (System.nanoTime() - end < 0) {
      Optional<List<String>> now = asleep(name);
      if (now.isPresent() && now.equals(before)) {
        return;
      }
      before = now;
      LockSupport.parkNanos(BETWEEN_LOOKS.toNanos());
    }
    throw new AssertionError("the thread " + name + " does not sleep");
  }

  /** How often it was switched to, while it sleeps: that stays the same for as long as it does. */
  private static Optional<List<String>> asleep(String name) throws IOException {
    try (DirectoryStream<Path> threads = Files.newDirectoryStream(Path.of("/proc/self/task"))) {
      for (Path thread : threads) {
        List<String> status = status(thread);
        if (status.contains("Name:\t" + name)) {
          return Optional.of(status.stream().filter(l -> l.contains("ctxt_switches")).toList())
              .filter(_ -> status.stream().anyMatch(l -> l.startsWith("State:\tS")));
        }
      }
    }
    return Optional.empty();
  }

  /** Empty where the thread has ended meanwhile. */
  private static List<String> status(Path thread) throws IOException {
    try {
      return Files.readAllLines(thread.resolve("status"));
    } catch (NoSuchFileException e) {
      return List.of();
    }
  }
}
