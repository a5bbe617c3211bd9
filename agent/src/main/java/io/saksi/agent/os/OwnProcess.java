package io.saksi.agent.os;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;

/** What a process asks of the kernel for itself. */
public final class OwnProcess {
  private static final int PR_SET_CHILD_SUBREAPER = 36;
  private static final int MCL_CURRENT = 1;
  private static final int MCL_FUTURE = 2;
  private static final int MCL_ONFAULT = 4;
  private static final int CAP_IPC_LOCK = 14;
  private static final int SCHED_FIFO = 1;
  private static final int SCHED_RESET_ON_FORK = 0x40000000;
  private static final int LOWEST_REAL_TIME_PRIORITY = 1;
  private static final int PRIO_PROCESS = 0;
  private static final int THIS_THREAD = 0;
  private static final int MOST_FAVOURED = -20;
  private static final int P_ALL = 0;
  private static final int P_PID = 1;
  private static final int WNOHANG = 1;
  private static final int WEXITED = 4;
  private static final int WNOWAIT = 0x01000000;
  private static final int SIZE_OF_SIGINFO = 128;
  private static final int SI_PID = 16;

  private static final MethodHandle PRCTL = Libc.function("prctl");
  private static final MethodHandle MLOCKALL = Libc.function("mlockall");
  private static final MethodHandle SCHED_SETSCHEDULER = Libc.function("sched_setscheduler");
  private static final MethodHandle SETPRIORITY = Libc.function("setpriority");
  private static final MethodHandle WAITID = Libc.function("waitid");

  private OwnProcess() {}

  /** From now on, orphans among the descendants become children of this process; see prctl(2). */
  public static void becomeSubreaper() {
    int result = Libc.call(PRCTL, PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
    if (result != 0) {
      throw new OsException("cannot become the reaper of orphans: errno " + -result);
    }
  }

  /**
   * Keeps in memory what is there, and what is touched later, so that a machine short of memory
   * does not stall this process. Best effort.
   *
   * @return whether the kernel granted it (it needs CAP_IPC_LOCK or an unlimited RLIMIT_MEMLOCK)
   */
  public static boolean lockMemory() {
    // Under a finite limit every later allocation beyond it would fail, and the JVM with it.
    if (!mayLockWithoutLimit()) {
      return false;
    }
    // Without ONFAULT the whole reserved heap, code cache and stacks would become resident.
    return Libc.call(MLOCKALL, MCL_CURRENT | MCL_FUTURE | MCL_ONFAULT, 0, 0, 0, 0) == 0;
  }

  /**
   * Puts the calling thread, and it alone, ahead of all ordinary work. Its children do not inherit
   * it. Best effort.
   *
   * @return whether the kernel granted it (it needs CAP_SYS_NICE or RLIMIT_RTPRIO)
   */
  public static boolean makeThisThreadRealTime() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment priority = arena.allocate(JAVA_INT);
      priority.set(JAVA_INT, 0, LOWEST_REAL_TIME_PRIORITY);
      return Libc.call(
              SCHED_SETSCHEDULER, 0, SCHED_FIFO | SCHED_RESET_ON_FORK, priority.address(), 0, 0)
          == 0;
    }
  }

  /**
   * Gives the calling thread, and it alone, the largest share of a busy processor: for where real
   * time is not to be had, as in a control group that has none of it to give (sched(7)). Best
   * effort.
   *
   * @return whether the kernel granted it (it needs CAP_SYS_NICE or RLIMIT_NICE)
   */
  public static boolean favourThisThread() {
    return favour(THIS_THREAD, MOST_FAVOURED);
  }

  /**
   * Sets the niceness of one thread of this process, which those that it starts later inherit.
   *
   * @param thread its number in the kernel; 0: the calling one
   * @param niceness -20 (the largest share) to 19, setpriority(2)
   * @return whether the kernel granted it
   */
  static boolean favour(long thread, int niceness) {
    return Libc.call(SETPRIORITY, PRIO_PROCESS, thread, niceness, 0, 0) == 0;
  }

  /** A child that has ended and was not reaped; it stays so. Empty if there is none. */
  public static OptionalLong deadChild() {
    return waitid(P_ALL, 0, WEXITED | WNOHANG | WNOWAIT);
  }

  /** Blocks (a platform thread) until there is a {@link #deadChild}; empty if no child is left. */
  public static OptionalLong awaitDeadChild() {
    return waitid(P_ALL, 0, WEXITED | WNOWAIT);
  }

  /**
   * Reaps one dead child. Not for a child started through {@link ProcessBuilder}: the JDK reaps
   * those, and would lose their exit status.
   *
   * @return whether there was such a dead child
   */
  public static boolean reap(long child) {
    return waitid(P_PID, child, WEXITED | WNOHANG).isPresent();
  }

  private static boolean mayLockWithoutLimit() {
    boolean unlimited =
        lines("limits").stream()
            .anyMatch(line -> line.matches("Max locked memory +unlimited +unlimited +bytes *"));
    return unlimited
        || lines("status").stream()
            .filter(line -> line.startsWith("CapEff:"))
            .map(line -> Long.parseUnsignedLong(line.substring(7).strip(), 16))
            .anyMatch(capabilities -> (capabilities & 1L << CAP_IPC_LOCK) != 0);
  }

  private static List<String> lines(String file) {
    try {
      return Files.readAllLines(Path.of("/proc/self").resolve(file));
    } catch (IOException e) {
      throw new OsException("cannot read /proc/self/" + file + "; is /proc mounted?", e);
    }
  }

  private static OptionalLong waitid(int which, long id, int options) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment info = arena.allocate(SIZE_OF_SIGINFO, 8);
      info.fill((byte) 0);
      int result = Libc.call(WAITID, which, id, info.address(), options, 0);
      if (result < 0 && result != -Libc.ECHILD && result != -Libc.EINTR) {
        throw new OsException("cannot wait for a child: errno " + -result);
      }
      int pid = result == 0 ? info.get(JAVA_INT, SI_PID) : 0;
      return pid == 0 ? OptionalLong.empty() : OptionalLong.of(pid);
    }
  }
}
