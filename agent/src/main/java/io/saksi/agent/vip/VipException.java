package io.saksi.agent.vip;

/**
 * A virtual address cannot be added, removed, looked for or announced; the message has a remedy.
 */
public final class VipException extends Exception {
  private static final long serialVersionUID = 1;

  public VipException(String message) {
    super(message);
  }

  public VipException(String message, Throwable cause) {
    super(message, cause);
  }
}
