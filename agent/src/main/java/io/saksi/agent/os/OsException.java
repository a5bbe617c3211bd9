package io.saksi.agent.os;

/** The operating system refused something; the message says what to do about it. */
public final class OsException extends RuntimeException {
  public OsException(String message) {
    super(message);
  }

  public OsException(String message, Throwable cause) {
    super(message, cause);
  }
}
