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

  /** A fault in Saksi itself. */
  public static final int INTERNAL = 70;

  private ExitCode() {}
}
