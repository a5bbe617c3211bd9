package io.saksi.agent.cli;

/** What a script may rely on. A new meaning gets a new number; an old number keeps its meaning. */
public final class ExitCode {
  /** Done, and the cluster is in order as far as the command looked. */
  public static final int OK = 0;

  /** The command worked, and what it found is a problem: for {@code status}, no open primary. */
  public static final int CLUSTER_PROBLEM = 1;

  /** The command line itself is wrong. */
  public static final int USAGE = 2;

  /** No agent answered in time. */
  public static final int NO_ANSWER = 3;

  /** The cluster does not allow it now, or the caller may not order it; nothing was changed. */
  public static final int REFUSED = 4;

  /** Something could be lost, and that was not confirmed; nothing was changed. */
  public static final int NOT_CONFIRMED = 5;

  /** It was begun and ended otherwise: for {@code switchover}, rolled back. */
  public static final int NOT_AS_ORDERED = 6;

  /** It was begun and goes on; the command no longer waits for it. */
  public static final int UNDER_WAY = 7;

  /** Whether it was begun is not known: the agent that was told went away before it answered. */
  public static final int OUTCOME_UNKNOWN = 8;

  /** A fault in Saksi itself. */
  public static final int INTERNAL = 70;

  private ExitCode() {}
}
