package io.saksi.agent.postgres;

/**
 * An operation on PostgreSQL that did not do what was asked, for a reason that happens in
 * operation. {@link OutcomeUnknownException} where it may have been done all the same; in every
 * other case what was asked is not in effect.
 */
public class PostgresException extends Exception {
  private final String problem;
  private final String remedy;

  /**
   * @param message what happened, in one sentence
   * @param remedy what an operator can do about it
   */
  public PostgresException(String message, String remedy) {
    this(message, remedy, null);
  }

  public PostgresException(String message, String remedy, Throwable cause) {
    super(message + " (remedy: " + remedy + ")", cause);
    this.problem = message;
    this.remedy = remedy;
  }

  /** What happened, without the remedy: for who shows that beside it. */
  public String problem() {
    return problem;
  }

  public String remedy() {
    return remedy;
  }
}
