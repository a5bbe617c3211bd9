package io.saksi.core.decide;

import java.time.Duration;

/** Numbers in what people are told. */
final class Words {
  private static final long TENTH = 100;

  private Words() {}

  /** {@code 3.1 s}, rounded up: who plans with it is better off. */
  static String seconds(Duration length) {
    long tenths = Math.ceilDiv(length.toMillis(), TENTH);
    return tenths / 10 + "." + tenths % 10 + " s";
  }
}
