package io.saksi.agent.guard;

/**
 * The layout: which 8-byte word of the file means what. What comes in several words has two places,
 * used in turn, so that the next is complete before it counts.
 */
final class Word {
  static final int MAGIC = 0;
  static final int LAYOUT = 1;
  static final int BOOT_HIGH = 2;
  static final int BOOT_LOW = 3;

  // Written by the agent.
  static final int GENERATION = 8;
  private static final int ORDERS = 9; // 2 × (epoch, deadline)
  static final int AGENT_HEARTBEAT = 13;
  static final int AGENT_WAKES =
      14; // 1: an order wakes who waits for it. The guard clears it for the next agent

  // Written by the guard, on cache lines of its own.
  static final int GUARD_HEARTBEAT = 16;
  static final int GUARD_PID = 17;
  static final int AGENT_PID = 18;
  static final int AGENT_START = 19;
  static final int KILL_BEGUN = 20; // generation of the order
  static final int KILL_DONE = 21; // likewise; nothing up to it is in force
  static final int KILLS = 22;
  private static final int KILL_RECORDS = 24; // 2 × (epoch, started, ended, unused)

  // Written by the guard's deputy, on cache lines of its own.
  static final int DEPUTY_PID = 40;
  static final int DEPUTY_HEARTBEAT = 41;
  static final int DEPUTY_KILL_DONE = 42; // generation of the order, as the guard's
  static final int DEPUTY_KILLS = 43;

  // Written by the guard's keeper of the hardware watchdog.
  static final int WATCHDOG_FED = 48; // when last; 0 while it is not armed
  static final int WATCHDOG_SECONDS = 49; // its timeout

  // Written by the guard: how often one has begun to work here. By whoever asks: how often.
  static final int STARTS = 23;
  static final int UPGRADES = 56;

  private Word() {}

  static int epoch(long generation) {
    return ORDERS + 2 * parity(generation);
  }

  static int deadline(long generation) {
    return epoch(generation) + 1;
  }

  static int killEpoch(long number) {
    return KILL_RECORDS + 4 * parity(number);
  }

  static int killStarted(long number) {
    return killEpoch(number) + 1;
  }

  static int killEnded(long number) {
    return killEpoch(number) + 2;
  }

  private static int parity(long number) {
    return (int) (number & 1);
  }
}
