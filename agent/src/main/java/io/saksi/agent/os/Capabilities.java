package io.saksi.agent.os;

import java.io.IOException;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;

/** What this process may do beyond its user's rights, capabilities(7). */
public final class Capabilities {
  public static final int NET_ADMIN = 12;
  public static final int NET_RAW = 13;

  private static final int PR_CAP_AMBIENT = 47;
  private static final int CLEAR_ALL = 4;
  private static final MethodHandle PRCTL = Libc.function("prctl");

  private Capabilities() {}

  /** Whether the calling thread has it now. */
  public static boolean has(int capability) {
    try {
      return Files.readAllLines(Path.of("/proc/thread-self/status")).stream()
          .filter(line -> line.startsWith("CapEff:"))
          .map(line -> Long.parseUnsignedLong(line.substring(7).strip(), 16))
          .anyMatch(effective -> (effective & 1L << capability) != 0);
    } catch (IOException e) {
      throw new OsException("cannot read /proc/thread-self/status; is /proc mounted?", e);
    }
  }

  /**
   * Programs that this thread, or one that it makes later, starts from now on get none of the
   * capabilities that were handed down to this process: PostgreSQL, and what a superuser of a
   * database lets it run, must not be able to change the network.
   */
  public static void keepFromChildren() {
    // Kernels before 4.3 know no ambient capabilities, and then hand none down.
    var _ = Libc.call(PRCTL, PR_CAP_AMBIENT, CLEAR_ALL, 0, 0, 0);
  }
}
