package io.saksi.chaos.cluster;

/** A fault could not be put in, or taken out: the run proves nothing. */
public final class ChaosException extends Exception {
  private static final long serialVersionUID = 1;

  ChaosException(String message) {
    super(message);
  }

  ChaosException(String message, Throwable cause) {
    super(message, cause);
  }
}
