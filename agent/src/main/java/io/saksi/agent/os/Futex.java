package io.saksi.agent.os;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.time.Duration;
import java.util.Map;

/**
 * Waiting for a word of shared memory to change, see futex(2): between processes, and without
 * looking again and again.
 */
public final class Futex {
  private static final int WAIT = 0;
  private static final int WAKE = 1;
  private static final long NANOS_PER_SECOND = 1_000_000_000L;

  /** The number of the system call, by Java's name of the architecture. */
  private static final Map<String, Long> NUMBERS =
      Map.of("amd64", 202L, "aarch64", 98L, "riscv64", 98L);

  private static final long NUMBER = NUMBERS.getOrDefault(System.getProperty("os.arch"), 0L);
  private static final MethodHandle SYSCALL = Libc.function("syscall");

  private Futex() {}

  /** Whether this machine's kind is known here; elsewhere one has to look again and again. */
  public static boolean isSupported() {
    return NUMBER != 0;
  }

  /**
   * Blocks the (platform) thread while the 32-bit word is as expected, at most for {@code bound};
   * it may return before for no reason.
   *
   * @param word its address, a multiple of 4, in memory that is mapped shared
   * @return whether it waited, or found another value; false where the kernel refuses to wait at
   *     all
   */
  public static boolean await(long word, int expected, Duration bound) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment timeout = arena.allocate(2 * Long.BYTES, Long.BYTES);
      long nanos = Math.max(0, bound.toNanos());
      timeout.set(JAVA_LONG, 0, nanos / NANOS_PER_SECOND);
      timeout.set(JAVA_LONG, Long.BYTES, nanos % NANOS_PER_SECOND);
      int result = Libc.call(SYSCALL, NUMBER, word, WAIT, expected, timeout.address());
      return switch (-result) {
        case 0, Libc.EAGAIN, Libc.EINTR, Libc.ETIMEDOUT -> true;
        default -> false;
      };
    }
  }

  /** Ends all waits for this word. Does not block. */
  public static void wake(long word) {
    var _ = Libc.call(SYSCALL, NUMBER, word, WAKE, Integer.MAX_VALUE, 0);
  }
}
