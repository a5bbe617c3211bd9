package io.saksi.agent.postgres;

/**
 * The operation was begun and its end was not seen: what was asked may be in effect, may not be, or
 * may come into effect later. The caller treats it as the worse of these.
 */
public final class OutcomeUnknownException extends PostgresException {
  public OutcomeUnknownException(String message, String remedy) {
    super(message, remedy);
  }

  public OutcomeUnknownException(String message, String remedy, Throwable cause) {
    super(message, remedy, cause);
  }
}
