package io.saksi.agent.os;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import io.saksi.core.model.Moment;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The clock of leases: {@code CLOCK_MONOTONIC_RAW + (CLOCK_BOOTTIME - CLOCK_MONOTONIC)}, see
 * clock_gettime(2). NTP does not slew it, and it counts the time in which the machine slept. The
 * same for all processes of one boot, to within microseconds. Never blocks; safe for any thread;
 * never goes backwards.
 */
public final class ElapsedClock {
  private static final int MONOTONIC = 1;
  private static final int MONOTONIC_RAW = 4;
  private static final int BOOTTIME = 7;
  private static final int MEASUREMENTS_AFTER_A_SUSPEND = 4;
  private static final long NANOS_PER_SECOND = 1_000_000_000L;

  private static final MethodHandle CLOCK_GETTIME =
      Libc.quick("clock_gettime", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS));

  private final AtomicLong slept = new AtomicLong();

  public Moment now() {
    long raw = read(MONOTONIC_RAW);
    return new Moment(raw + slept());
  }

  /**
   * The time slept in this boot. The two clocks are read one after the other, and this thread may
   * lose the processor in between; read in this order, the difference is at most the truth, and the
   * truth never shrinks. So the largest difference seen is the best one.
   */
  private long slept() {
    long known = slept.get();
    long seen = difference();
    if (seen <= known) {
      return known;
    }
    for (int i = 1; i < MEASUREMENTS_AFTER_A_SUSPEND; i++) {
      seen = Math.max(seen, difference());
    }
    return slept.accumulateAndGet(seen, Math::max);
  }

  private static long difference() {
    long boot = read(BOOTTIME);
    return boot - read(MONOTONIC);
  }

  private static long read(int clock) {
    long[] timespec = new long[2];
    try {
      int result = (int) CLOCK_GETTIME.invokeExact(clock, MemorySegment.ofArray(timespec));
      if (result != 0) {
        throw new OsException("clock_gettime refuses clock " + clock + "; Saksi needs Linux 5.3");
      }
    } catch (OsException | Error e) {
      throw e;
    } catch (Throwable t) {
      throw new AssertionError("a call into the C library cannot throw", t);
    }
    return timespec[0] * NANOS_PER_SECOND + timespec[1];
  }
}
