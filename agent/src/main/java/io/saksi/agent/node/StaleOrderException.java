package io.saksi.agent.node;

/** An order of an epoch that is over, noticed at the moment of effect. Nothing was done. */
public final class StaleOrderException extends Exception {
  private static final long serialVersionUID = 1;

  public StaleOrderException(String message) {
    super(message);
  }
}
