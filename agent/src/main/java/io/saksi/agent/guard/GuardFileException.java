package io.saksi.agent.guard;

/** The guard's file is missing, damaged, or cannot be made; the message has the remedy. */
public final class GuardFileException extends Exception {
  public enum Problem {
    /** There is none. */
    MISSING,
    /** It is of an earlier run of the machine: what it says means nothing now. */
    OF_ANOTHER_BOOT,
    /** It may be of this boot, and cannot be understood. */
    UNREADABLE,
    /** The run directory does not allow it. */
    CANNOT_WRITE
  }

  private final Problem problem;

  GuardFileException(Problem problem, String message, Throwable cause) {
    super(message, cause);
    this.problem = problem;
  }

  public Problem problem() {
    return problem;
  }
}
