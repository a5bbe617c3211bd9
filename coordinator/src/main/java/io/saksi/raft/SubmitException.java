package io.saksi.raft;

import java.util.Optional;

/** Why a request to the group got no ordinary answer. */
public abstract sealed class SubmitException extends Exception {
  private static final long serialVersionUID = 1L;

  private SubmitException(String message, Throwable cause) {
    super(message, cause);
  }

  /** Certainly not in the log: this peer does not lead. */
  public static final class NotLeader extends SubmitException {
    private static final long serialVersionUID = 1L;
    private final String leaderId;

    NotLeader(Optional<String> leaderId) {
      super(
          leaderId
              .map(id -> "this peer does not lead; peer " + id + " does")
              .orElse("this peer does not lead, and knows no leader"),
          null);
      this.leaderId = leaderId.orElse(null);
    }

    /** Who leads, as far as this peer knows. */
    public Optional<String> leaderId() {
      return Optional.ofNullable(leaderId);
    }
  }

  /** Certainly not in the log, for another reason: not ready, closed, too large, too busy. */
  public static final class NotAccepted extends SubmitException {
    private static final long serialVersionUID = 1L;

    NotAccepted(String why, Throwable cause) {
      super("not accepted: " + why, cause);
    }
  }

  /**
   * It may take effect, now or later, or never: no answer in time, or leadership was lost after the
   * leader had taken it. Look at the state before doing it again.
   */
  public static final class OutcomeUnknown extends SubmitException {
    private static final long serialVersionUID = 1L;

    OutcomeUnknown(String why, Throwable cause) {
      super("outcome unknown: " + why, cause);
    }
  }

  /** Committed, but {@link ReplicatedState#apply} threw, on every peer alike: a defect. */
  public static final class CommandFailed extends SubmitException {
    private static final long serialVersionUID = 1L;

    CommandFailed(String why) {
      super("the command failed on every peer: " + why, null);
    }
  }
}
