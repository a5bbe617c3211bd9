package io.saksi.agent.os;

import java.lang.invoke.MethodHandle;

/**
 * Signals by process id, kill(2). An id may have passed to another process in the meantime: where
 * that matters, use {@link PidFd}.
 */
public final class Signals {
  private static final MethodHandle KILL = Libc.function("kill");

  private Signals() {}

  /**
   * Does not block.
   *
   * @param pid of one process, positive
   * @return whether the process was there; a zombie is there
   * @throws OsException where this user may not signal that process
   */
  public static boolean send(long pid, Signal signal) {
    if (pid <= 0 || pid > Integer.MAX_VALUE) {
      throw new IllegalArgumentException("not the id of one process: " + pid);
    }
    return wasThere(Libc.call(KILL, pid, signal.number(), 0, 0, 0), pid, signal);
  }

  static boolean wasThere(int result, long pid, Signal signal) {
    return switch (result) {
      case 0 -> true;
      case -Libc.ESRCH -> false;
      case -Libc.EPERM ->
          throw new OsException(
              "may not send %s to process %d: it belongs to another user; run Saksi as the user that owns PostgreSQL"
                  .formatted(signal, pid));
      default ->
          throw new OsException(
              "cannot send %s to process %d: errno %d".formatted(signal, pid, -result));
    };
  }
}
