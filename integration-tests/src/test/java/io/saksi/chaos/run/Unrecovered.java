package io.saksi.chaos.run;

import io.saksi.chaos.check.Violation;

/** The cluster has not come back by itself: what comes after it would prove nothing. */
final class Unrecovered extends Exception {
  private static final long serialVersionUID = 1;

  private final transient Violation violation;

  Unrecovered(Violation violation) {
    super(violation.toString());
    this.violation = violation;
  }

  Violation violation() {
    return violation;
  }
}
