package io.saksi.agent.os;

import java.util.OptionalLong;

/**
 * One process as /proc/PID/stat tells it, see proc_pid_stat(5).
 *
 * @param name of the executable, at most 15 bytes; a process may change it
 * @param state R running, S sleeping, D uninterruptible, T stopped, Z zombie, …
 * @param startTicks since boot; with the pid it identifies a process within one boot
 * @param session the process that began its session, setsid(2)
 */
public record ProcessInfo(
    long pid, String name, char state, long parent, long startTicks, long session) {
  private static final int FIELDS_UP_TO_START_TIME = 20;

  /** A zombie is dead, though not reaped. An uninterruptible one (D) is not dead. */
  public boolean isDead() {
    return state == 'Z' || state == 'X' || state == 'x';
  }

  /** The process that this was a look at, and no later one with the same id. */
  public boolean isSameAs(ProcessInfo other) {
    return pid == other.pid && startTicks == other.startTicks;
  }

  static ProcessInfo parse(String stat) {
    // The name may hold anything, spaces and brackets too: the last bracket ends it.
    int open = stat.indexOf('(');
    int close = stat.lastIndexOf(')');
    if (open < 0 || close < open) {
      throw new OsException("/proc is not as Linux writes it: " + stat);
    }
    String[] fields = stat.substring(close + 1).strip().split(" ", -1);
    if (fields.length < FIELDS_UP_TO_START_TIME || !fields[0].matches("[A-Za-z]")) {
      throw new OsException("/proc is not as Linux writes it: " + stat);
    }
    try {
      return new ProcessInfo(
          Long.parseLong(stat.substring(0, open).strip()),
          stat.substring(open + 1, close),
          fields[0].charAt(0),
          Long.parseLong(fields[1]),
          Long.parseLong(fields[FIELDS_UP_TO_START_TIME - 1]),
          Long.parseLong(fields[3]));
    } catch (NumberFormatException | IndexOutOfBoundsException e) {
      throw new OsException("/proc is not as Linux writes it: " + stat, e);
    }
  }

  static OptionalLong pidOf(String text) {
    try {
      long pid = Long.parseLong(text.strip());
      return pid > 0 && pid <= Integer.MAX_VALUE ? OptionalLong.of(pid) : OptionalLong.empty();
    } catch (NumberFormatException e) {
      return OptionalLong.empty();
    }
  }
}
