package io.saksi.agent.boot;

/**
 * The agent cannot start, and trying again unchanged would not help. The message names the remedy.
 */
public final class BootException extends Exception {
  private static final long serialVersionUID = 1;

  public BootException(String message) {
    super(message);
  }

  public BootException(String message, Throwable cause) {
    super(message, cause);
  }
}
