package io.saksi.agent.os;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A hold on one process that cannot pass to another one when the id is used again, see
 * pidfd_open(2). Any process may be held, child or not. Its end is noticed within milliseconds,
 * whether or not somebody reaped it.
 */
public final class PidFd implements AutoCloseable {
  private static final long PIDFD_SEND_SIGNAL = 424; // the same number on every architecture
  private static final long PIDFD_OPEN = 434;
  private static final short POLLIN = 1;
  private static final int LONGEST_POLL_MILLIS = 1_000; // a close is noticed by then

  private static final MethodHandle SYSCALL = Libc.function("syscall");
  private static final MethodHandle POLL = Libc.function("poll");
  private static final MethodHandle CLOSE = Libc.function("close");

  private final long pid;
  private final int descriptor;
  private final AtomicBoolean closed = new AtomicBoolean();
  // The owner and every call under way; the last one closes, so that no call meets a number that
  // already names another file.
  private final AtomicInteger users = new AtomicInteger(1);

  private PidFd(long pid, int descriptor) {
    this.pid = pid;
    this.descriptor = descriptor;
  }

  /**
   * Does not block.
   *
   * @return empty where no process has this id; a zombie is still one, and counts as ended
   * @throws OsException where the kernel knows no such thing, or no descriptor is left
   */
  public static Optional<PidFd> open(long pid) {
    if (pid <= 0 || pid > Integer.MAX_VALUE) {
      throw new IllegalArgumentException("not the id of one process: " + pid);
    }
    int result = Libc.call(SYSCALL, PIDFD_OPEN, pid, 0, 0, 0);
    if (result >= 0) {
      return Optional.of(new PidFd(pid, result));
    }
    return switch (-result) {
      // The last two: the id is now that of a thread, so the process is gone.
      case Libc.ESRCH, Libc.EINVAL, Libc.ENOENT -> Optional.empty();
      case Libc.ENOSYS ->
          throw new OsException("the kernel has no pidfd_open; Saksi needs Linux 5.3 or newer");
      default ->
          throw new OsException(
              "cannot watch process %d: errno %d; too many open files?".formatted(pid, -result));
    };
  }

  public long pid() {
    return pid;
  }

  /**
   * Does not block.
   *
   * @return whether the process was there; a zombie is there
   * @throws OsException where this user may not signal that process
   */
  public boolean sendSignal(Signal signal) {
    return whileOpen(() ->
        Signals.wasThere(
            Libc.call(SYSCALL, PIDFD_SEND_SIGNAL, descriptor, signal.number(), 0, 0), pid, signal));
  }

  public boolean hasExited() {
    return awaitExit(Duration.ZERO);
  }

  /**
   * Blocks the (platform) thread until the process has ended, at most for {@code bound}.
   *
   * @return whether it has ended
   */
  public boolean awaitExit(Duration bound) {
    long end = System.nanoTime() + bound.toNanos();
    while (!closed.get()) {
      long left = end - System.nanoTime();
      long millis = Math.clamp(Math.ceilDiv(left, 1_000_000L), 0, LONGEST_POLL_MILLIS);
      if (whileOpen(() -> poll((int) millis))) {
        return true;
      }
      if (left <= 0) {
        return false;
      }
    }
    throw new IllegalStateException("closed while waiting for process " + pid);
  }

  /**
   * Completes when the process ends, on a daemon thread of its own; exceptionally if this is closed
   * before. What is chained to it should be short, or go elsewhere.
   */
  public CompletableFuture<Void> onExit() {
    CompletableFuture<Void> exit = new CompletableFuture<>();
    Thread.ofPlatform()
        .daemon()
        .name("watch-" + pid)
        .start(() -> {
          try {
            boolean ended = false;
            while (!ended) {
              ended = awaitExit(Duration.ofMillis(LONGEST_POLL_MILLIS));
            }
            exit.complete(null);
          } catch (RuntimeException e) {
            exit.completeExceptionally(e);
          }
        });
    return exit;
  }

  /** Safe at any time, also twice; waiting calls end within a second. */
  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      leave();
    }
  }

  private boolean poll(int millis) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment pollfd = arena.allocate(8, 4);
      pollfd.set(JAVA_INT, 0, descriptor);
      pollfd.set(JAVA_SHORT, 4, POLLIN);
      int result = Libc.call(POLL, pollfd.address(), 1, millis, 0, 0);
      if (result < 0 && result != -Libc.EINTR) {
        throw new OsException("cannot wait for process " + pid + ": errno " + -result);
      }
      return result == 1 && (pollfd.get(JAVA_SHORT, 6) & POLLIN) != 0;
    }
  }

  private boolean whileOpen(Check check) {
    if (users.getAndUpdate(n -> n == 0 ? 0 : n + 1) == 0) {
      throw new IllegalStateException("the hold on process " + pid + " is closed");
    }
    try {
      return check.test();
    } finally {
      leave();
    }
  }

  private void leave() {
    if (users.decrementAndGet() == 0) {
      Libc.call(CLOSE, descriptor, 0, 0, 0, 0);
    }
  }

  private interface Check {
    boolean test();
  }
}
