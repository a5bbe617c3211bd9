package io.saksi.agent.guard;

/**
 * The options of {@code saksi guard}, each with a path. No parser is needed for so few, and a jar
 * that is opened stays in memory.
 */
enum GuardOption {
  RUN_DIR(
      "--run-dir",
      "DIR",
      true,
      "What must not survive a reboot, the same as the agent's. On tmpfs: a disk that hangs would"
          + " keep the guard waiting."),
  DATA_DIR(
      "--data-dir",
      "DIR",
      false,
      "PostgreSQL's data directory, the same as the agent's: whose processes it ends. A witness has"
          + " none."),
  LOG("--log", "FILE", true, "Its own log, and its deputy's."),
  WATCHDOG(
      "--watchdog",
      "DEVICE",
      false,
      "What resets the machine where the guard cannot keep a deadline (default: nothing does)."
          + " Where it cannot be used the guard does not start (docs/fencing.md).");

  private final String text;
  private final String value;
  private final boolean needed;
  private final String meaning;

  GuardOption(String text, String value, boolean needed, String meaning) {
    this.text = text;
    this.value = value;
    this.needed = needed;
    this.meaning = meaning;
  }

  String text() {
    return text;
  }

  boolean isNeeded() {
    return needed;
  }

  /** For people; a default stands in it as in the agent's options. */
  String meaning() {
    return meaning;
  }

  @Override
  public String toString() {
    return text + " " + value;
  }
}
