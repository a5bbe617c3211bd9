package io.saksi.agent.probe;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.time.Duration;
import java.util.Optional;

/**
 * The kernel's bound on how far the wall clock is off, which chronyd and ntpd keep ({@code
 * adjtimex(2)}).
 */
public final class WallClock {
  /** Of {@code struct timex} on 64-bit Linux. */
  private static final int SIZE = 208;

  private static final int MAX_ERROR = 24;
  private static final int STATUS = 40;
  private static final int UNSYNCHRONISED = 0x40;
  private static final MethodHandle ADJTIMEX = adjtimex();

  private WallClock() {}

  @SuppressWarnings("restricted") // a system call that Java has no name for
  private static MethodHandle adjtimex() {
    Linker linker = Linker.nativeLinker();
    return linker.downcallHandle(
        linker.defaultLookup().find("adjtimex").orElseThrow(),
        FunctionDescriptor.of(JAVA_INT, ADDRESS));
  }

  /** Empty where nobody keeps the clock: then nothing is known. */
  public static Optional<Duration> offset() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment timex = arena.allocate(SIZE, Long.BYTES);
      int state = (int) ADJTIMEX.invokeExact(timex);
      boolean kept = state >= 0 && (timex.get(JAVA_INT, STATUS) & UNSYNCHRONISED) == 0;
      return kept
          ? Optional.of(Duration.ofNanos(timex.get(JAVA_LONG, MAX_ERROR) * 1000))
          : Optional.empty();
    } catch (Error error) {
      throw error; // out of memory, say
    } catch (Throwable t) {
      throw new AssertionError("a call into the C library cannot throw", t);
    }
  }
}
