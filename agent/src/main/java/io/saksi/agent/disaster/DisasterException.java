package io.saksi.agent.disaster;

import java.io.Serial;

/** Why it was not done, and what to do. */
public final class DisasterException extends Exception {
  @Serial private static final long serialVersionUID = 1;

  private final String remedy;

  DisasterException(String message, String remedy) {
    super(message);
    this.remedy = remedy;
  }

  DisasterException(String message, String remedy, Throwable cause) {
    super(message, cause);
    this.remedy = remedy;
  }

  public String remedy() {
    return remedy;
  }
}
