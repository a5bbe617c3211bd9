package io.saksi.agent.os;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;

/**
 * The C library. Every function is called with one shape, five 64-bit integers: on the 64-bit Linux
 * conventions an {@code int} or an address travels in the same register, and registers beyond a
 * function's parameters are ignored. One shape means one set of generated classes, which the
 * guard's small memory feels.
 */
final class Libc {
  static final int EPERM = 1;
  static final int ENOENT = 2;
  static final int ESRCH = 3;
  static final int EINTR = 4;
  static final int ECHILD = 10;
  static final int EAGAIN = 11;
  static final int EACCES = 13;
  static final int EINVAL = 22;
  static final int ENOSYS = 38;
  static final int EOPNOTSUPP = 95;
  static final int EADDRNOTAVAIL = 99;
  static final int ETIMEDOUT = 110;

  private static final Linker LINKER = Linker.nativeLinker();
  private static final StructLayout STATE = Linker.Option.captureStateLayout();
  private static final long ERRNO =
      STATE.byteOffset(PathElement.groupElement("errno")); // all that Linux keeps in there
  private static final FunctionDescriptor SHAPE =
      FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG);

  private Libc() {}

  @SuppressWarnings("restricted") // native access is what this class is for
  static MethodHandle function(String name) {
    return LINKER.downcallHandle(symbol(name), SHAPE, Linker.Option.captureCallState("errno"));
  }

  /** A function that does not block and needs no errno; heap memory may be handed to it. */
  @SuppressWarnings("restricted")
  static MethodHandle quick(String name, FunctionDescriptor shape) {
    return LINKER.downcallHandle(symbol(name), shape, Linker.Option.critical(true));
  }

  /** What the function returned, or minus the errno where it returned -1. */
  static int call(MethodHandle function, long a, long b, long c, long d, long e) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(STATE);
      int result = (int) function.invokeExact(state, a, b, c, d, e);
      return result == -1 ? -state.get(JAVA_INT, ERRNO) : result;
    } catch (Error error) {
      throw error; // out of memory, say
    } catch (Throwable t) {
      throw new AssertionError("a call into the C library cannot throw", t);
    }
  }

  private static MemorySegment symbol(String name) {
    return LINKER
        .defaultLookup()
        .find(name)
        .orElseThrow(
            () -> new OsException("the C library has no " + name + "; Saksi runs on Linux only"));
  }
}
